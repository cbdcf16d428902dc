import type { Point, Series } from './types';

/** All x where any of the series has a point, in order, each once. */
export function stopsOf(series: readonly Series[]): number[] {
	const all = new Set<number>();
	for (const { points } of series) for (const { x } of points) all.add(x);
	return [...all].sort((a, b) => a - b);
}

/** Index of the first value that is not less; the length where all are. */
function lower(values: readonly number[], value: number): number {
	let [low, high] = [0, values.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (values[middle]! < value) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Index of the nearest of sorted values; -1 where there are none. */
export function nearestIndex(values: readonly number[], value: number): number {
	if (values.length === 0) return -1;
	const at = lower(values, value);
	if (at === 0) return 0;
	if (at === values.length) return at - 1;
	return value - values[at - 1]! <= values[at]! - value ? at - 1 : at;
}

/** The points of a series at x, or at the nearest x within `reach`; points are in the order of x. */
export function pointsAt(points: readonly Point[], x: number, reach = 0): readonly Point[] {
	let [low, high] = [0, points.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (points[middle]!.x < x) low = middle + 1;
		else high = middle;
	}
	const near = [points[low - 1], points[low]].filter((it) => it !== undefined);
	const best = near.sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0];
	if (!best || Math.abs(best.x - x) > reach) return [];
	// `low` is the first at or behind x: its equals follow it, those of the one before lie before
	let [from, to] = best === points[low] ? [low, low] : [low - 1, low - 1];
	while (points[from - 1]?.x === best.x) from--;
	while (points[to + 1]?.x === best.x) to++;
	return points.slice(from, to + 1);
}

/** Half of what usually lies between two neighbours: how far a value speaks for an x beside it. */
export function reachOf(stops: readonly number[]): number {
	const steps = stops.slice(1).map((stop, index) => stop - stops[index]!);
	if (steps.length === 0) return 0;
	steps.sort((a, b) => a - b);
	return steps[steps.length >> 1]! / 2;
}

const steps: Record<string, (index: number, last: number) => number> = {
	ArrowLeft: (index) => index - 1,
	ArrowDown: (index) => index - 1,
	ArrowRight: (index) => index + 1,
	ArrowUp: (index) => index + 1,
	PageDown: (index, last) => index - Math.max(1, Math.round(last / 10)),
	PageUp: (index, last) => index + Math.max(1, Math.round(last / 10)),
	Home: () => 0,
	End: (_, last) => last
};

/** Where a key moves from a stop (-1: from nowhere, so to the newest); null for other keys. */
export function moved(key: string, index: number, stops: number): number | null {
	const step = steps[key];
	const last = stops - 1;
	if (!step || last < 0) return null;
	if (index < 0) return key === 'Home' ? 0 : last;
	return Math.min(last, Math.max(0, step(index, last)));
}
