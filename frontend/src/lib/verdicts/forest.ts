/** Where ratios lie on an axis that is drawn in logarithms: twice and half are equally far from 1. */

export interface Domain {
	readonly low: number;
	readonly high: number;
}

const LEAST = 1.02; // closer to 1 nothing is drawn larger than it is
const MARGIN = 1.06; // of the logarithm, so that nothing ends at the edge

/** All that is shown, and 1, which lies wherever it lies. */
export function domainOf(ratios: Iterable<number>): Domain {
	let [low, high] = [1 / LEAST, LEAST];
	for (const ratio of ratios) {
		if (!(ratio > 0) || !Number.isFinite(ratio)) continue;
		low = Math.min(low, ratio);
		high = Math.max(high, ratio);
	}
	return { low: low ** MARGIN, high: high ** MARGIN };
}

/** Percent of the width, 0 to 100. */
export function placeOf(ratio: number, { low, high }: Domain): number {
	const at = Math.log(ratio / low) / Math.log(high / low);
	return Math.min(100, Math.max(0, at * 100));
}

const STEPS = [1.01, 1.02, 1.05, 1.1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100, 1000];
const DOWN = [0.99, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001];
const APART = 14; // percent of the width, so that two numbers do not touch

/** Round ratios to write below the axis: 1, and what has room on both sides of it. */
export function ticksOf(domain: Domain): number[] {
	const ticks = [1];
	const fits = (value: number) =>
		value >= domain.low &&
		value <= domain.high &&
		ticks.every((it) => Math.abs(placeOf(it, domain) - placeOf(value, domain)) >= APART);
	for (const side of [STEPS, DOWN])
		for (const value of side.toReversed()) if (fits(value)) ticks.push(value);
	return ticks.sort((a, b) => a - b);
}

/** The ratios that a tolerance in percent allows, in both directions. */
export const bandOf = (tolerance: number): Domain => ({
	low: 1 - tolerance / 100,
	high: 1 + tolerance / 100
});
