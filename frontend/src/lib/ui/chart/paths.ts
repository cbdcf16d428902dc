import { area, line, symbol } from 'd3-shape';
import {
	symbolCircle,
	symbolCross,
	symbolDiamond,
	symbolSquare,
	symbolStar,
	symbolTriangle
} from 'd3-shape';
import type { Scale } from './scale';
import type { Look, Point } from './types';

const isGap = (point: Point) => point.y === null || !Number.isFinite(point.y);

/**
 * Points with a break wherever two neighbours are more than `gap` apart: what was not heard is not
 * drawn. A lone value would be an invisible line, so callers draw dots for those (`lonely`).
 */
export function broken(points: readonly Point[], gap?: number): Point[] {
	if (gap === undefined) return [...points];
	return points.flatMap((point, index) => {
		const before = points[index - 1];
		const far = before !== undefined && point.x - before.x > gap;
		return far ? [{ x: (before.x + point.x) / 2, y: null }, point] : [point];
	});
}

/** Values that have no neighbour to draw a line to. */
export const lonely = (points: readonly Point[]): Point[] =>
	points.filter((point, index) => {
		const [before, after] = [points[index - 1], points[index + 1]];
		return !isGap(point) && (!before || isGap(before)) && (!after || isGap(after));
	});

/**
 * Of more points than pixels the least and the greatest per pixel: the line looks the same, every
 * spike stays. Gaps stay too.
 */
export function thinned(points: readonly Point[], x: Scale, width: number): readonly Point[] {
	if (points.length <= width * 4) return points;
	const kept: Point[] = [];
	let column: Point[] = [];
	let pixel = NaN;
	const flush = () => {
		const known = column.filter((it) => !isGap(it));
		if (known.length <= 2 || known.length < column.length) kept.push(...column);
		else {
			const least = known.reduce((a, b) => ((b.y ?? 0) < (a.y ?? 0) ? b : a));
			const most = known.reduce((a, b) => ((b.y ?? 0) > (a.y ?? 0) ? b : a));
			kept.push(...[...new Set([known[0]!, least, most, known.at(-1)!])].sort((a, b) => a.x - b.x));
		}
	};
	for (const point of points) {
		const at = Math.round(x(point.x));
		if (at !== pixel) flush();
		if (at !== pixel) column = [];
		pixel = at;
		column.push(point);
	}
	flush();
	return kept;
}

export const linePath = (points: readonly Point[], x: Scale, y: Scale): string =>
	line<Point>()
		.digits(1)
		.defined((it) => !isGap(it))
		.x((it) => x(it.x))
		.y((it) => y(it.y ?? 0))(points) ?? '';

/** Between `low` and `high`; where a point has none, nothing. */
export const bandPath = (points: readonly Point[], x: Scale, y: Scale): string =>
	area<Point>()
		.digits(1)
		.defined((it) => typeof it.low === 'number' && typeof it.high === 'number')
		.x((it) => x(it.x))
		.y0((it) => y(it.low ?? 0))
		.y1((it) => y(it.high ?? 0))(points) ?? '';

/** Between the line and `base`. */
export const areaPath = (points: readonly Point[], x: Scale, y: Scale, base: number): string =>
	area<Point>()
		.digits(1)
		.defined((it) => !isGap(it))
		.x((it) => x(it.x))
		.y0(base)
		.y1((it) => y(it.y ?? 0))(points) ?? '';

const shapes = {
	circle: symbolCircle,
	square: symbolSquare,
	triangle: symbolTriangle,
	diamond: symbolDiamond,
	cross: symbolCross,
	star: symbolStar
} as const;

/** Around 0, 0; `radius` as of a circle of the same area. */
export const symbolPath = (shape: Look['symbol'], radius: number): string =>
	symbol(shapes[shape], Math.PI * radius * radius).digits(1)() ?? '';
