import { ask, type Api } from '$lib/api/client';
import { ProblemError, type Problem } from '$lib/api/problem';
import type { Job } from '$lib/api/types';

const PAGE = 100;

/** The jobs before those that the stream tells of, read page by page as they are asked for. */
export class PastJobs {
	#items = $state.raw<readonly Job[]>([]);
	#total = $state.raw<number | null>(null);
	#cursor = $state.raw<string | null>(null);
	#loading = $state.raw(true);
	#problem = $state.raw<Problem | null>(null);
	#query = '';
	#asked = 0;

	constructor(private readonly api: Api) {}

	/** Newest first. */
	get items(): readonly Job[] {
		return this.#items;
	}
	/** How many there are at all; null = not known yet. */
	get total(): number | null {
		return this.#total;
	}
	get more(): boolean {
		return this.#cursor !== null;
	}
	get loading(): boolean {
		return this.#loading;
	}
	get problem(): Problem | null {
		return this.#problem;
	}

	/** Reads anew. What is shown stays until the answer is here. */
	search = (query: string): Promise<void> => {
		this.#query = query;
		return this.#read(null);
	};

	next = (): Promise<void> => this.#read(this.#cursor);

	/** All jobs of a batch of which only a part is known. */
	complete = async (batchId: string): Promise<void> => {
		const path = { batch_id: batchId };
		const { jobs } = await ask(this.api.GET('/api/v1/batches/{batch_id}', { params: { path } }));
		this.#add(jobs);
	};

	async #read(cursor: string | null): Promise<void> {
		const asked = ++this.#asked;
		this.#loading = true;
		this.#problem = null;
		try {
			const query = { q: this.#query, limit: PAGE, ...(cursor ? { cursor } : {}) };
			const page = await ask(this.api.GET('/api/v1/jobs', { params: { query } }));
			if (asked !== this.#asked) return;
			if (cursor === null) this.#items = page.items;
			else this.#add(page.items);
			this.#total = page.total;
			this.#cursor = page.next_cursor ?? null;
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			if (asked === this.#asked) this.#problem = error.problem;
		} finally {
			if (asked === this.#asked) this.#loading = false;
		}
	}

	#add(jobs: readonly Job[]): void {
		const all = [...this.#items, ...jobs].map((job) => [job.job_id, job] as const);
		this.#items = Object.values(Object.fromEntries(all));
	}
}
