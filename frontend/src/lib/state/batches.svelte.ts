import { ask, type Api } from '$lib/api/client';
import type { ModelOperation, Target } from '$lib/api/types';
import type { Fleet } from '$lib/live/fleet';
import { createContext } from 'svelte';

/** Jobs filed from this tab by one act. Their states come by the stream, as all states do. */
export interface Filing {
	readonly id: number;
	readonly operation: ModelOperation;
	readonly jobIds: readonly string[];
	readonly batchIds: readonly string[];
	/** Of the fleet when they were filed. */
	readonly since: Fleet['since'];
}

// keeps a request well below the usual limits of 512 kB; the server takes 10,000
const MOST_TARGETS = 2000;

/** Files jobs, and remembers which, so that their outcome can be shown where they were wished. */
export class Batches {
	#filings = $state.raw<readonly Filing[]>([]);
	#next = 0;

	constructor(
		private readonly api: Api,
		private readonly live: { readonly fleet: Pick<Fleet, 'since'> }
	) {}

	get filings(): readonly Filing[] {
		return this.#filings;
	}

	/** Throws `ProblemError`; what was filed before the failure is remembered all the same. */
	async file(operation: ModelOperation, targets: readonly Target[]): Promise<void> {
		const id = this.#next++;
		for await (const { batch_id, jobs } of this.#send(operation, targets)) {
			const before = this.#filings.find((filing) => filing.id === id);
			const others = this.#filings.filter((filing) => filing.id !== id);
			const jobIds = [...(before?.jobIds ?? []), ...jobs.map((job) => job.job_id)];
			const batchIds = [...(before?.batchIds ?? []), batch_id];
			const since = before ? before.since : this.live.fleet.since;
			this.#filings = [...others, { id, operation, jobIds, batchIds, since }];
		}
	}

	/** Files questions (show, dry runs): who asks shows the answers. Returns the ids of the jobs. */
	async question(
		operation: ModelOperation,
		targets: readonly Target[]
	): Promise<readonly string[]> {
		const ids: string[] = [];
		for await (const { jobs } of this.#send(operation, targets)) {
			ids.push(...jobs.map((job) => job.job_id));
		}
		return ids;
	}

	dismiss(id: number): void {
		this.#filings = this.#filings.filter((filing) => filing.id !== id);
	}

	async *#send(operation: ModelOperation, targets: readonly Target[]) {
		for (let at = 0; at < targets.length; at += MOST_TARGETS) {
			const body = { operation, targets: targets.slice(at, at + MOST_TARGETS) };
			yield await ask(this.api.POST('/api/v1/jobs', { body }));
		}
	}
}

export const [getBatches, setBatches] = createContext<Batches>();
