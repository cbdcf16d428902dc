import { ask, type Api } from '$lib/api/client';
import { ProblemError } from '$lib/api/problem';
import type { BenchmarkSummary } from '$lib/api/types';
import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

const PAGE = 100;

export type BenchmarkTitle = Pick<BenchmarkSummary, 'name' | 'models' | 'workloads'>;

/** What benchmarks are called and measure: their jobs say only an id. Asked for when one is first looked at. */
export class BenchmarkTitles {
	readonly #known = new SvelteMap<string, BenchmarkTitle>();
	readonly #asked = new Set<string>();
	#next: string[] = [];
	#reading = false;

	constructor(private readonly api: Api) {}

	/** Undefined: not known, yet or at all. */
	of(id: string): BenchmarkTitle | undefined {
		return this.#known.get(id);
	}

	async want(id: string): Promise<void> {
		if (this.#asked.has(id)) return;
		this.#asked.add(id);
		this.#next.push(id);
		if (this.#reading) return;
		this.#reading = true;
		try {
			while (this.#next.length) await this.#read(this.#next.splice(0));
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			this.#asked.clear(); // who looks again asks again
			this.#next = [];
		} finally {
			this.#reading = false;
		}
	}

	/** From the newest on, until all of them were met. */
	async #read(ids: readonly string[]): Promise<void> {
		const missing = () => ids.some((id) => !this.#known.has(id));
		let cursor: string | null | undefined;
		while (cursor !== null && missing()) cursor = await this.#page(cursor);
	}

	/** Where the next one begins; null where that was the last. */
	async #page(cursor?: string): Promise<string | null> {
		const query = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
		const page = await ask(this.api.GET('/api/v1/benchmarks', { params: { query } }));
		for (const it of page.items) this.#known.set(it.benchmark_id, it);
		return page.next_cursor ?? null;
	}
}

export const [getBenchmarkTitles, setBenchmarkTitles] = createContext<BenchmarkTitles>();
