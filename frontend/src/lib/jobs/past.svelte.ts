import { ask, type Api } from '$lib/api/client';
import { ProblemError, type Problem } from '$lib/api/problem';
import type { Job } from '$lib/api/types';

const PAGE = 100;
const MOST = 1000; // the server gives no more at once

/** The jobs before those that the stream tells of, read page by page as they are asked for. */
export class PastJobs {
	#pages = $state.raw<readonly Job[]>([]);
	/** All jobs of the batches that were asked for as a whole. */
	#batches = $state.raw<Readonly<Record<string, readonly Job[]>>>({});
	#items = $derived(distinct([...this.#pages, ...Object.values(this.#batches).flat()]));
	#cursor = $state.raw<string | null>(null);
	#loading = $state.raw(true);
	#problem = $state.raw<Problem | null>(null);
	#query = '';
	#asked = 0;

	constructor(private readonly api: Api) {}

	/** Newest first, but for those of whole batches. */
	get items(): readonly Job[] {
		return this.#items;
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

	/** Reads anew, and as far back as before if it is the same query. What is shown stays until the answer is here. */
	search = (query: string): Promise<void> => {
		const least = query === this.#query ? this.#pages.length : 0;
		this.#query = query;
		return this.#read(async () => {
			const batches = await Promise.all(Object.keys(this.#batches).map(this.#whole));
			this.#batches = { ...this.#batches, ...Object.fromEntries(batches) };
			let { items, next } = await this.#page(null, Math.max(PAGE, least));
			while (next !== null && items.length < least) {
				const page = await this.#page(next, least - items.length);
				items = [...items, ...page.items];
				next = page.next;
			}
			return { items, next };
		});
	};

	next = (): Promise<void> =>
		this.#read(async () => {
			const page = await this.#page(this.#cursor, PAGE);
			return { ...page, items: [...this.#pages, ...page.items] };
		});

	/** All jobs of a batch of which only a part is known. */
	complete = async (batchId: string): Promise<void> => {
		const [id, jobs] = await this.#whole(batchId);
		this.#batches = { ...this.#batches, [id]: jobs };
	};

	#whole = async (batchId: string): Promise<readonly [string, readonly Job[]]> => {
		const path = { batch_id: batchId };
		const { jobs } = await ask(this.api.GET('/api/v1/batches/{batch_id}', { params: { path } }));
		return [batchId, jobs];
	};

	async #page(cursor: string | null, limit: number): Promise<Pages> {
		const query = {
			q: this.#query,
			limit: Math.min(MOST, limit),
			...(cursor === null ? {} : { cursor })
		};
		const page = await ask(this.api.GET('/api/v1/jobs', { params: { query } }));
		return { items: page.items, next: page.next_cursor ?? null };
	}

	async #read(pages: () => Promise<Pages>): Promise<void> {
		const asked = ++this.#asked;
		this.#loading = true;
		this.#problem = null;
		try {
			const { items, next } = await pages();
			if (asked !== this.#asked) return;
			this.#pages = items;
			this.#cursor = next;
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			if (asked === this.#asked) this.#problem = error.problem;
		} finally {
			if (asked === this.#asked) this.#loading = false;
		}
	}
}

interface Pages {
	readonly items: readonly Job[];
	/** Where the next one begins; null where that was the last. */
	readonly next: string | null;
}

/** Each once, as it was last read. */
const distinct = (jobs: readonly Job[]): readonly Job[] =>
	Object.values(Object.fromEntries(jobs.map((job) => [job.job_id, job])));
