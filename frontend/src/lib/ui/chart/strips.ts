import { plural } from '../format';
import type { StripRow } from './strip-types';
import { valueText } from './ticks';
import type { Axis } from './types';

export interface Spot {
	readonly row: number;
	/** Of `row.dots`. */
	readonly dot: number;
}

/** From -1 to 1, the same for the same dot every time: dots of one value lie side by side. */
export function jitter(index: number): number {
	const golden = (index + 1) * 0.618_033_988_75;
	return (golden - Math.floor(golden)) * 2 - 1;
}

/** All dots of a row in one path: thousands of them are one thing to draw. */
export function dotsPath(
	row: StripRow,
	x: (value: number) => number,
	middle: number,
	spread: number,
	radius = 2.4
): string {
	const r = radius;
	return row.dots
		.map(({ x: value }, index) => {
			const [left, top] = [x(value) - r, middle + jitter(index) * spread];
			return `M${left.toFixed(1)} ${top.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
		})
		.join('');
}

/** The dot of a row that is nearest to a pixel; -1 where the row has none. */
export function nearestDot(row: StripRow, x: (value: number) => number, pixel: number): number {
	let best = -1;
	let least = Infinity;
	row.dots.forEach((dot, index) => {
		const far = Math.abs(x(dot.x) - pixel);
		if (far < least) [best, least] = [index, far];
	});
	return best;
}

/** Where an arrow leads: along a row in the order of its values, or to the same place of another. */
export function stepped(key: string, at: Spot | null, rows: readonly StripRow[]): Spot | null {
	const first = rows.findIndex((row) => row.dots.length > 0);
	if (first < 0) return null;
	if (at === null) return { row: first, dot: order(rows[first]!)[0]! };
	const row = rows[at.row];
	if (!row) return null;
	if (key === 'ArrowLeft' || key === 'ArrowRight') {
		const along = order(row);
		const place = along.indexOf(at.dot) + (key === 'ArrowRight' ? 1 : -1);
		return { row: at.row, dot: along[Math.min(along.length - 1, Math.max(0, place))]! };
	}
	if (key !== 'ArrowUp' && key !== 'ArrowDown') return at;
	const step = key === 'ArrowDown' ? 1 : -1;
	for (let next = at.row + step; next >= 0 && next < rows.length; next += step)
		if (rows[next]!.dots.length) {
			const value = row.dots[at.dot]?.x ?? 0;
			return { row: next, dot: nearestDot(rows[next]!, (it) => it, value) };
		}
	return at;
}

const order = (row: StripRow) =>
	row.dots.map((_, index) => index).sort((a, b) => row.dots[a]!.x - row.dots[b]!.x);

/** Everything as tab-separated text, the dots one by one. */
export function stripsTsv(rows: readonly StripRow[], x: Axis): string {
	const head = ['row', `value${x.unit ? ` (${x.unit})` : ''}`, 'note'];
	const lines = rows.flatMap((row) => [
		...row.dots.map((dot) => [row.name, String(dot.x), dot.note]),
		...row.apart.map((it) => [row.name, '', it.note])
	]);
	return (
		[head, ...lines]
			.map((it) => it.map((cell) => cell.replaceAll(/[\t\r\n]+/g, ' ')).join('\t'))
			.join('\n') + '\n'
	);
}

/** In words, for who cannot see it. */
export function toldOf(row: StripRow, x: Axis): string {
	const { box } = row;
	const of = plural(row.dots.length, 'value');
	const apart = row.apart.length ? `, ${row.apart.length} ${row.apartWord ?? 'apart'}` : '';
	return box
		? `${row.name}: median ${valueText(x, box.median)}, ${of}${apart}`
		: `${row.name}: ${of}${apart}`;
}
