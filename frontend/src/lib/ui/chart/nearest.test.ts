import { describe, expect, it } from 'vitest';
import { moved, nearestIndex, pointsAt, reachOf, stopsOf } from './nearest';

const series = (id: string, xs: number[]) => ({
	id,
	name: id,
	points: xs.map((x) => ({ x, y: x }))
});

describe('where to stop', () => {
	it('is every x once, in order', () => {
		expect(stopsOf([series('a', [1, 3]), series('b', [2, 3])])).toEqual([1, 2, 3]);
	});

	it('is the nearest', () => {
		expect([-5, 1.4, 1.6, 99].map((it) => nearestIndex([1, 2, 3], it))).toEqual([0, 0, 1, 2]);
		expect(nearestIndex([], 1)).toBe(-1);
	});

	it('speaks for an x beside it, within reach', () => {
		const { points } = series('a', [0, 10, 20, 100]);
		expect(reachOf(points.map((it) => it.x))).toBe(5);
		expect(pointsAt(points, 12, 5)[0]?.x).toBe(10);
		expect(pointsAt(points, 60, 5)).toEqual([]);
		expect(pointsAt(points, 20)[0]?.x).toBe(20);
		expect(reachOf([1])).toBe(0);
	});

	it('has every point there', () => {
		const { points } = series('a', [0, 1, 1, 1, 5]);
		expect(pointsAt(points, 1)).toEqual(points.slice(1, 4));
		expect(pointsAt(points, 1.5, 1)).toEqual(points.slice(1, 4));
		expect(pointsAt(points, 0.9, 1)).toEqual(points.slice(1, 4));
		expect(pointsAt([], 1)).toEqual([]);
	});
});

describe('keys', () => {
	it('begin at the newest and stay within', () => {
		expect(moved('ArrowLeft', -1, 5)).toBe(4);
		expect(moved('Home', -1, 5)).toBe(0);
		expect(moved('ArrowLeft', 0, 5)).toBe(0);
		expect(moved('ArrowRight', 2, 5)).toBe(3);
		expect(moved('End', 2, 5)).toBe(4);
		expect(moved('PageUp', 0, 101)).toBe(10);
	});

	it('that mean nothing move nothing', () => {
		expect(moved('a', 2, 5)).toBeNull();
		expect(moved('ArrowLeft', -1, 0)).toBeNull();
	});
});
