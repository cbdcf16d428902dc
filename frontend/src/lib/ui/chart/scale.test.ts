import { describe, expect, it } from 'vitest';
import { domainOf, extentOf, scaleOf } from './scale';

const series = (points: [number, number | null][]) => [
	{ id: 'a', name: 'a', points: points.map(([x, y]) => ({ x, y })) }
];

describe('extentOf', () => {
	it('takes what is known, intervals too', () => {
		const some = series([
			[1, 4],
			[2, null],
			[3, NaN]
		]);
		expect(extentOf(some, 'x')).toEqual([1, 3]);
		expect(extentOf(some, 'y')).toEqual([4, 4]);
		const wide = [{ id: 'a', name: 'a', points: [{ x: 1, y: 4, low: 2, high: 9 }] }];
		expect(extentOf(wide, 'y')).toEqual([2, 9]);
		expect(extentOf(series([[1, null]]), 'y')).toBeNull();
	});
});

describe('domainOf', () => {
	it('is never of no width', () => {
		for (const kind of ['linear', 'log', 'time'] as const)
			for (const value of [0.5, 7, 1e9]) {
				const [low, high] = domainOf({ kind }, [value, value]);
				expect(high).toBeGreaterThan(low);
				expect(low).toBeGreaterThan(kind === 'log' ? 0 : -Infinity);
			}
		expect(domainOf({}, [0, 0])).toEqual([-1, 1]);
		expect(domainOf({ min: 0 }, [0, 0])).toEqual([0, 1]);
		expect(domainOf({ min: 5, max: 5 }, null)).toEqual([5, 6]);
	});
});

describe('scaleOf', () => {
	it('rounds the ends outward, but leaves those that were asked for', () => {
		expect(scaleOf({}, [3.2, 96], [0, 100], true).domain).toEqual([0, 100]);
		expect(scaleOf({ min: 2 }, [3.2, 96], [0, 100], true).domain).toEqual([2, 100]);
		expect(scaleOf({}, [3.2, 96], [0, 100], false).domain).toEqual([3.2, 96]);
	});

	it('goes there and back', () => {
		for (const kind of ['linear', 'log', 'time'] as const) {
			const scale = scaleOf({ kind }, [10, 1000], [0, 300], false);
			expect(scale(10)).toBeCloseTo(0);
			expect(scale(1000)).toBeCloseTo(300);
			expect(scale.invert(scale(500))).toBeCloseTo(500);
		}
	});
});
