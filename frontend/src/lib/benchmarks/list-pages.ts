import type { BenchmarkSummary } from '$lib/api/types';

type Item = Pick<BenchmarkSummary, 'benchmark_id'>;

/** What was read of a list that is told page by page, the newest first. */
export interface Pages<T extends Item> {
	readonly items: readonly T[];
	/** Where the next page begins; null where all are there. */
	readonly next: string | null;
}

/** The first page again: the pages behind it stay, unless so much is new that a gap would be between. */
export function refreshed<T extends Item>(known: Pages<T> | null, first: Pages<T>): Pages<T> {
	if (known === null || first.next === null) return first;
	const fresh = new Set(first.items.map((it) => it.benchmark_id));
	const last = known.items.findLastIndex((it) => fresh.has(it.benchmark_id));
	const behind = last < 0 ? [] : known.items.slice(last + 1);
	return behind.length ? { items: [...first.items, ...behind], next: known.next } : first;
}

/** The page behind what is known; each of its items once. */
export function appended<T extends Item>(known: Pages<T>, page: Pages<T>): Pages<T> {
	const there = new Set(known.items.map((it) => it.benchmark_id));
	const more = page.items.filter((it) => !there.has(it.benchmark_id));
	return { items: [...known.items, ...more], next: page.next };
}
