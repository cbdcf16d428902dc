import { describe, expect, it } from 'vitest';
import { dotsPath, jitter, nearestDot, stepped, stripsTsv, toldOf } from './strips';
import type { StripRow } from './strip-types';

const row = (name: string, values: number[], part: Partial<StripRow> = {}): StripRow => ({
	id: name,
	name,
	dots: values.map((x, index) => ({ x, note: `round ${index}` })),
	apart: [],
	...part
});
const same = (value: number) => value;

describe('strips', () => {
	it('spread dots of one value, the same way every time', () => {
		const some = Array.from({ length: 100 }, (_, index) => jitter(index));
		expect(some.every((it) => it >= -1 && it <= 1)).toBe(true);
		expect(new Set(some).size).toBe(100);
		expect(jitter(7)).toBe(jitter(7));
	});

	it('draw a row as one path', () => {
		expect(dotsPath(row('a', [10, 20]), same, 15, 5).match(/M/g)).toHaveLength(2);
		expect(dotsPath(row('a', []), same, 15, 5)).toBe('');
	});

	it('find the nearest dot', () => {
		expect(nearestDot(row('a', [30, 10, 20]), same, 12)).toBe(1);
		expect(nearestDot(row('a', []), same, 12)).toBe(-1);
	});
});

describe('keys', () => {
	const rows = [row('a', [30, 10, 20]), row('none', []), row('b', [11, 29])];

	it('go along the values of a row', () => {
		const first = stepped('ArrowRight', null, rows);
		expect(first).toEqual({ row: 0, dot: 1 });
		expect(stepped('ArrowRight', first, rows)).toEqual({ row: 0, dot: 2 });
		expect(stepped('ArrowLeft', first, rows)).toEqual(first);
	});

	it('go to the same place of the next row that has any', () => {
		expect(stepped('ArrowDown', { row: 0, dot: 0 }, rows)).toEqual({ row: 2, dot: 1 });
		expect(stepped('ArrowUp', { row: 2, dot: 0 }, rows)).toEqual({ row: 0, dot: 1 });
		expect(stepped('ArrowDown', { row: 2, dot: 0 }, rows)).toEqual({ row: 2, dot: 0 });
		expect(stepped('ArrowDown', null, [row('none', [])])).toBeNull();
	});
});

describe('words', () => {
	const some = row('a\tb', [1.5], {
		apart: [{ note: 'early stop' }],
		apartWord: 'rejected',
		box: { median: 1.5 }
	});

	it('tell a row, and what lies apart', () => {
		expect(toldOf(some, { unit: 's' })).toBe('a\tb: median 1.50\u00a0s, 1 value, 1 rejected');
	});

	it('are copied with everything', () => {
		expect(stripsTsv([some], { unit: 's' })).toBe(
			'row\tvalue (s)\tnote\na b\t1.5\tround 0\na b\t\tearly stop\n'
		);
	});
});
