import { describe, expect, it } from 'vitest';
import { columnsOf, pace, windowOf } from './virtual';

describe('windowOf', () => {
	it('draws the visible rows and a few spare', () =>
		expect(windowOf(1000, 40, 4000, 800, 5)).toEqual({ from: 95, to: 125 }));
	it('stops at both ends', () => {
		expect(windowOf(1000, 40, -300, 800)).toEqual({ from: 0, to: 21 });
		expect(windowOf(10, 40, 0, 800)).toEqual({ from: 0, to: 10 });
	});
	it('survives a list that shrank above the view', () =>
		expect(windowOf(3, 40, 100_000, 800)).toEqual({ from: 3, to: 3 }));
	it('draws nothing of nothing', () => expect(windowOf(0, 40, 0, 800)).toEqual({ from: 0, to: 0 }));
});

describe('columnsOf', () => {
	it.each([
		[0, 1],
		[328, 1],
		[676, 2],
		[675, 1],
		[2500, 7]
	])('%d px hold %d', (width, columns) => expect(columnsOf(width, 332, 12)).toBe(columns));
});

describe('pace', () => {
	it('begins with one', () => expect(pace(0, Infinity)).toBe(1));
	it('doubles while frames come in time', () => expect([16, 16, 33].reduce(pace, 1)).toBe(8));
	it('falls back to one when a frame was late', () => expect(pace(8, 90)).toBe(1));
});
