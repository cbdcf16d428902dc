import type { DrawnSeries, Look, Series } from './types';

const symbols = ['circle', 'square', 'triangle', 'diamond', 'cross', 'star'] as const;
const dashes = ['', '6 3', '2 3', '9 3 2 3', '12 4', '4 2 1 2'] as const;

/** Colours with contrast in both themes (app.css); dash and shape tell them apart without colour. */
export function lookOf(index: number, colour?: string): Look {
	const turn = index % symbols.length;
	return {
		colour: colour ?? `var(--series-${turn + 1})`,
		dash: dashes[turn] ?? '',
		symbol: symbols[turn] ?? 'circle'
	};
}

export const drawn = (series: readonly Series[]): DrawnSeries[] =>
	series.map((it, index) => ({ ...it, look: lookOf(index, it.colour) }));
