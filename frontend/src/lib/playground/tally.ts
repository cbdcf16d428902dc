import type { PreferencePair } from '$lib/api/types';

const Z = 1.959964; // 95 %

/** Wilson's interval of a share: it is honest for few votes, and never leaves 0 to 1. */
export function wilson(wins: number, n: number): { low: number; high: number } {
	if (n === 0) return { low: 0, high: 1 };
	const p = wins / n;
	const z2 = Z * Z;
	const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
	const half = (Z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
	return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** With a further page: votes are cast while people read, so a pair may come again, and counts once. */
export function joined(
	pairs: readonly PreferencePair[],
	more: readonly PreferencePair[]
): readonly PreferencePair[] {
	const key = ({ model_a, model_b }: PreferencePair) => `${model_a}\0${model_b}`;
	return [...new Map([...pairs, ...more].map((it) => [key(it), it])).values()];
}

/** Two models, the one that won more often first. */
export interface Duel {
	readonly better: string;
	readonly other: string;
	readonly wins: number;
	readonly n: number;
	readonly rate: number;
	readonly low: number;
	readonly high: number;
	/** The interval does not hold one half. */
	readonly decided: boolean;
	readonly prompts: number;
	readonly lastAt: string;
}

export function duelOf(pair: PreferencePair): Duel {
	const { wins_a, wins_b, model_a, model_b, prompts, last_at } = pair;
	const [better, other, wins] =
		wins_b > wins_a ? [model_b, model_a, wins_b] : [model_a, model_b, wins_a];
	const n = wins_a + wins_b;
	const { low, high } = wilson(wins, n);
	return {
		better,
		other,
		wins,
		n,
		rate: n ? wins / n : 0.5,
		low,
		high,
		decided: low > 0.5,
		prompts,
		lastAt: last_at
	};
}
