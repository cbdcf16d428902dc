import { ask, type Api } from '$lib/api/client';
import { ProblemError } from '$lib/api/problem';
import type { Job, ModelOperation, Target } from '$lib/api/types';
import { isOpen, mayBeOpen, type Fleet } from '$lib/live/fleet';
import type { Batches } from '$lib/state/batches.svelte';
import type { LiveFleet } from '$lib/state/live.svelte';
import { untrack } from 'svelte';

/** Jobs that only ask (show, dry runs), and their answers as they come in. */
export class Question {
	#ids = $state.raw<readonly string[]>([]);
	#problem = $state.raw<string | null>(null);
	#wanted = $state.raw(0);
	/** Of the fleet when the jobs were filed; undefined until they are. */
	#since = $state.raw<Fleet['since'] | undefined>();
	#turn = 0;

	constructor(
		private readonly api: Api,
		private readonly batches: Batches,
		private readonly live: LiveFleet
	) {}

	/** Why it could not even be asked. */
	get problem(): string | null {
		return this.#problem;
	}
	get jobs(): readonly Job[] {
		return this.#ids.flatMap((id) => this.live.job(id) ?? []);
	}
	/** How many answers are still to come. */
	get waiting(): number {
		if (this.#problem !== null) return 0;
		const since = this.#since;
		if (since === undefined) return this.#wanted;
		return this.#ids.filter((id) => mayBeOpen(this.live.fleet, id, since)).length;
	}
	/** Nothing is left to wait for. */
	get done(): boolean {
		return this.#problem !== null || (this.#since !== undefined && this.waiting === 0);
	}

	/** Of what was asked before nobody waits for the answers any more. */
	async ask(operation: ModelOperation, targets: readonly Target[]): Promise<void> {
		this.close();
		const turn = this.#turn;
		this.#wanted = targets.length;
		try {
			const ids = await this.batches.question(operation, targets);
			if (turn !== this.#turn) return this.#cancel(ids);
			this.#ids = ids;
			this.#since = this.live.fleet.since;
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			if (turn === this.#turn) this.#problem = error.message;
		}
	}

	/** Nobody waits for the answers any more. */
	close(): void {
		this.#turn++;
		this.#cancel(untrack(() => this.#ids));
		this.#ids = [];
		this.#since = undefined;
		this.#problem = null;
	}

	#cancel(ids: readonly string[]): void {
		for (const job_id of ids) {
			const job = untrack(() => this.live.job(job_id));
			if (job && !isOpen(job)) continue;
			// a refusal means that it has ended by itself
			void this.api.POST('/api/v1/jobs/{job_id}/cancel', { params: { path: { job_id } } });
		}
	}

	/** The result, however large: the stream leaves large ones out. Throws `ProblemError`. */
	async result(jobId: string): Promise<unknown> {
		const path = { job_id: jobId };
		const job = await ask(this.api.GET('/api/v1/jobs/{job_id}', { params: { path } }));
		return job.result;
	}
}
