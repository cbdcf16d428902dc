import { describe, expect, it } from 'vitest';
import { bandPath, broken, linePath, lonely, symbolPath, thinned } from './paths';
import { scaleOf } from './scale';

const same = scaleOf({ min: 0, max: 100 }, null, [0, 100], false);
const points = (values: (number | null)[]) => values.map((y, x) => ({ x, y }));

describe('lines', () => {
	it('break where nothing is known', () => {
		expect(linePath(points([1, 2, null, 4, 5]), same, same)).toBe('M0,1L1,2M3,4L4,5');
	});

	it('break where two neighbours are too far apart', () => {
		const sparse = [0, 1, 10, 11].map((x) => ({ x, y: 5 }));
		expect(linePath(broken(sparse, 2), same, same)).toBe('M0,5L1,5M10,5L11,5');
		expect(linePath(broken(sparse), same, same)).toBe('M0,5L1,5L10,5L11,5');
	});

	it('know values that have no neighbour', () => {
		expect(lonely(points([1, null, 3, null, 5, 6])).map((it) => it.x)).toEqual([0, 2]);
	});

	it('draw an interval only where there is one', () => {
		const some = [
			{ x: 0, y: 1, low: 0, high: 2 },
			{ x: 1, y: 1, low: 0, high: 2 },
			{ x: 2, y: 1 }
		];
		expect(bandPath(some, same, same)).toBe('M0,2L1,2L1,0L0,0Z');
	});
});

describe('thinned', () => {
	const x = scaleOf({ min: 0, max: 100_000 }, null, [0, 100], false);

	it('keeps every spike and gap of many points', () => {
		const many = Array.from({ length: 100_000 }, (_, i) => ({
			x: i,
			y: i === 44_444 ? 99 : i === 70_000 ? null : 5
		}));
		const few = thinned(many, x, 100);
		expect(few.length).toBeLessThan(3000);
		expect(few.some((it) => it.y === 99)).toBe(true);
		expect(few.some((it) => it.y === null)).toBe(true);
		expect(few.every((it, i) => i === 0 || few[i - 1]!.x < it.x)).toBe(true);
	});

	it('leaves few points alone', () => {
		const few = points([1, 2, 3]);
		expect(thinned(few, x, 100)).toBe(few);
	});
});

it('draws symbols around the middle', () => {
	expect(symbolPath('circle', 4)).toMatch(/^M4,0A4,4/);
});
