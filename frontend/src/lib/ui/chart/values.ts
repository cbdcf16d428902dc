import { pointsAt, stopsOf } from './nearest';
import { valueText } from './ticks';
import type { Axis, Point, Series } from './types';

const clean = (text: string) => text.replaceAll(/[\t\r\n]+/g, ' ');

/** A row for every point: one of each series, and further ones where a series has many at one x. */
function rowsOf(series: readonly Series[]): { stop: number; points: (Point | undefined)[] }[] {
	return stopsOf(series).flatMap((stop) => {
		const there = series.map((it) => pointsAt(it.points, stop));
		const most = Math.max(...there.map((it) => it.length));
		return Array.from({ length: most }, (_, n) => ({ stop, points: there.map((it) => it[n]) }));
	});
}

/** All values as tab-separated text, as spreadsheets take them: full digits, nothing where unknown. */
export function tsvOf(series: readonly Series[], x: Axis, y: Axis): string {
	const unit = (axis: Axis) => (axis.unit ? ` (${axis.unit})` : '');
	const first = x.kind === 'time' ? 'time' : (x.title ?? 'x') + unit(x);
	const head = [first, ...series.map((it) => clean(it.name) + unit(y))];
	const rows = rowsOf(series).map(({ stop, points }) => [
		x.kind === 'time' ? new Date(stop).toISOString() : String(stop),
		...points.map((it) => (typeof it?.y === 'number' ? String(it.y) : ''))
	]);
	return [head, ...rows].map((row) => row.join('\t')).join('\n') + '\n';
}

export interface Table {
	readonly heads: readonly string[];
	readonly rows: readonly (readonly string[])[];
	/** How many there are; a long table is told in every so manieth row. */
	readonly total: number;
}

const MOST_ROWS = 40;

/** The values in words, for who cannot see the curve. Of `sparse` series nothing is said where they have no point. */
export function tableOf(series: readonly Series[], x: Axis, y: Axis, sparse = false): Table {
	const rows = rowsOf(series);
	const every = Math.max(1, Math.ceil(rows.length / MOST_ROWS));
	// counted from the end, so that the newest is there
	const shown = rows.filter((_, index) => (rows.length - 1 - index) % every === 0);
	const words = ({ points, format }: Series, stop: number, it: Point | undefined) => {
		if (typeof it?.y === 'number') return format?.(it.y) ?? valueText(y, it.y);
		// where it has other points at this x, nothing is missing
		return it === undefined && (sparse || pointsAt(points, stop).length) ? '' : 'unknown';
	};
	return {
		heads: [x.title ?? (x.kind === 'time' ? 'Time' : 'At'), ...series.map((it) => it.name)],
		rows: shown.map(({ stop, points }) => [
			valueText(x, stop),
			...series.map((it, n) => words(it, stop, points[n]))
		]),
		total: rows.length
	};
}
