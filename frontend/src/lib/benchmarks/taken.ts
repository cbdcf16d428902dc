import { ask, type Api } from '$lib/api/client';
import type { TakenResult } from '$lib/api/types';

/**
 * What each sample of a benchmark says, read page by page. While it is measured, only what came
 * since is read again: samples are facts, and never change.
 */
export class TakenBook {
	#items: readonly TakenResult[] = [];
	/** Of the last page: what comes next will be on it, or behind it. */
	#cursor: string | null = null;

	constructor(
		private readonly api: Api,
		private readonly id: string
	) {}

	/** Tells what is known after every page. Throws ProblemError. */
	async read(told: (items: readonly TakenResult[]) => void): Promise<void> {
		for (let more = true; more;) {
			const query = { limit: 1000, ...(this.#cursor === null ? {} : { cursor: this.#cursor }) };
			const path = { benchmark_id: this.id };
			const page = await ask(
				this.api.GET('/api/v1/benchmarks/{benchmark_id}/results', { params: { path, query } })
			);
			const last = this.#items.at(-1)?.number ?? 0;
			const fresh = page.items.filter((it) => it.number > last);
			if (fresh.length) {
				this.#items = [...this.#items, ...fresh];
				told(this.#items);
			}
			more = typeof page.next_cursor === 'string';
			if (typeof page.next_cursor === 'string') this.#cursor = page.next_cursor;
		}
		told(this.#items);
	}
}
