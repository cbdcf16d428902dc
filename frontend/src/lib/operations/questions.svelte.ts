import { ask, type Api } from '$lib/api/client';
import { ProblemError } from '$lib/api/problem';
import type { Job, ModelOperation, Target } from '$lib/api/types';
import { isOpen } from '$lib/live/fleet';
import type { Batches } from '$lib/state/batches.svelte';
import type { LiveFleet } from '$lib/state/live.svelte';

/** Jobs that only ask (show, dry runs), and their answers as they come in. */
export class Question {
	#ids = $state.raw<readonly string[]>([]);
	#problem = $state.raw<string | null>(null);
	#asked = $state.raw(false);
	#closed = false;

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
	/** Nothing is left to wait for. */
	get done(): boolean {
		if (this.#problem !== null) return true;
		return this.#asked && this.jobs.length === this.#ids.length && !this.jobs.some(isOpen);
	}

	async ask(operation: ModelOperation, targets: readonly Target[]): Promise<void> {
		this.#ids = [];
		this.#asked = false;
		this.#problem = null;
		try {
			this.#ids = await this.batches.question(operation, targets);
			this.#asked = true;
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			this.#problem = error.message;
		}
		if (this.#closed) this.close();
	}

	/** Nobody waits for the answers any more. */
	close(): void {
		this.#closed = true;
		for (const { job_id } of this.jobs.filter(isOpen)) {
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
