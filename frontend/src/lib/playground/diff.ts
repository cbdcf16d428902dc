/** What changed from one answer to another, word by word. */
export interface Part {
	readonly text: string;
	/** Only in the first; only in the second; in both. */
	readonly side: 'first' | 'second' | 'both';
}

const PATIENCE_MS = 1500; // two novels that share nothing would keep the page busy for minutes

/** Null: they differ too much to be compared in time. */
export async function wordDiff(first: string, second: string): Promise<Part[] | null> {
	const { diffWordsWithSpace } = await import('diff');
	const found = diffWordsWithSpace(first, second, { timeout: PATIENCE_MS });
	return (
		found?.map(({ value, added, removed }) => ({
			text: value,
			side: added ? 'second' : removed ? 'first' : 'both'
		})) ?? null
	);
}

/** How much of the words both have: 1 = the same text. */
export function likeness(parts: readonly Part[]): number {
	const words = (text: string) => text.split(/\s+/).filter(Boolean).length;
	let both = 0;
	let all = 0;
	for (const { text, side } of parts) {
		const n = words(text);
		all += side === 'both' ? 2 * n : n;
		both += side === 'both' ? 2 * n : 0;
	}
	return all ? both / all : 1;
}
