import { scaleLinear, scaleLog, scaleTime } from 'd3-scale';
import type { Axis, Series } from './types';

export interface Scale {
	(value: number): number;
	invert(pixel: number): number;
	/** About so many, at round values. */
	ticks(count: number): number[];
	readonly domain: readonly [number, number];
}

/** From the least to the greatest value of all series; null where there is none. */
export function extentOf(
	series: readonly Series[],
	side: 'x' | 'y'
): readonly [number, number] | null {
	let low = Infinity;
	let high = -Infinity;
	for (const { points } of series)
		for (const point of points) {
			const values = side === 'x' ? [point.x] : [point.y, point.low, point.high];
			for (const value of values)
				if (typeof value === 'number' && Number.isFinite(value)) {
					if (value < low) low = value;
					if (value > high) high = value;
				}
		}
	return low <= high ? [low, high] : null;
}

/** What an axis spans: its own ends, else those of the values; never of no width. */
export function domainOf(
	axis: Axis,
	extent: readonly [number, number] | null
): readonly [number, number] {
	let low = axis.min ?? extent?.[0] ?? (axis.kind === 'log' ? 1 : 0);
	let high = axis.max ?? extent?.[1] ?? low + 1;
	if (axis.kind === 'log') low = Math.max(low, Number.MIN_VALUE);
	if (high <= low) {
		// one value only: put it in the middle, or on the end that is asked for
		const room = axis.kind === 'time' ? 30_000 : Math.abs(low) * 0.1 || 1;
		if (axis.max === undefined) high = low + room;
		if (axis.min === undefined) low = axis.kind === 'log' ? low / 1.1 : low - room;
		if (high <= low) high = low + 1;
	}
	return [low, high];
}

/** `nice` rounds the ends outward to ticks, but leaves ends alone that were asked for. */
export function scaleOf(
	axis: Axis,
	extent: readonly [number, number] | null,
	range: readonly [number, number],
	nice: boolean
): Scale {
	const [low, high] = domainOf(axis, extent);
	if (axis.kind === 'time') {
		// d3 takes the time zone of the browser: the reader's
		const scale = scaleTime([low, high], range);
		return Object.assign((value: number) => scale(value), {
			invert: (pixel: number) => scale.invert(pixel).getTime(),
			ticks: (count: number) => scale.ticks(count).map((it) => it.getTime()),
			domain: [low, high] as const
		});
	}
	const scale =
		axis.kind === 'log' ? scaleLog([low, high], range) : scaleLinear([low, high], range);
	if (nice) {
		scale.nice();
		const [from = low, to = high] = scale.domain();
		scale.domain([axis.min ?? from, axis.max ?? to]);
	}
	const [from = low, to = high] = scale.domain();
	return Object.assign((value: number) => scale(value), {
		invert: (pixel: number) => scale.invert(pixel),
		ticks: (count: number) => scale.ticks(count),
		domain: [from, to] as const
	});
}
