import { describe, expect, it } from 'vitest';
import { scaleOf } from './scale';
import { short, ticksOf, valueText } from './ticks';
import type { Axis } from './types';

const texts = (axis: Axis, extent: [number, number], length = 400, gap = 58) =>
	ticksOf(axis, scaleOf(axis, extent, [0, length], false), length, gap).map((it) => it.text);

describe('ticksOf', () => {
	it('writes all numbers of an axis alike', () => {
		expect(texts({}, [0, 10], 300)).toEqual(['0', '2', '4', '6', '8', '10']);
		expect(texts({}, [0, 1], 300)).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
		expect(texts({}, [0, 50_000], 300)).toEqual(['0', '10k', '20k', '30k', '40k', '50k']);
	});

	it('tells hours by the minute, and midnight by its day', () => {
		const start = new Date(2026, 10, 24, 22, 0).getTime();
		const hour = 3_600_000;
		expect(texts({ kind: 'time' }, [start, start + 4 * hour], 400, 76)).toEqual([
			'22:00',
			'23:00',
			'Nov 25',
			'01:00',
			'02:00'
		]);
		expect(texts({ kind: 'time' }, [start, start + 20_000], 400, 76)[1]).toBe('22:00:05');
		expect(texts({ kind: 'time' }, [start, start + 7 * 24 * hour], 600, 76)[0]).toBe('Nov 25');
	});

	it('leaves room between numbers, however long they are', () => {
		const scale = scaleOf({}, [357.76, 357.81], [0, 1080], true);
		const pixels = ticksOf({}, scale, 1080, 64).map((it) => scale(it.at));
		expect(pixels.length).toBeGreaterThan(3);
		expect(Math.min(...pixels.slice(1).map((it, n) => it - pixels[n]!))).toBeGreaterThan(50);
	});

	it('says nothing twice where words round', () => {
		const found = texts({ format: (it) => `${it.toFixed(1)} GB` }, [0.25, 1.4], 1200);
		expect(new Set(found).size).toBe(found.length);
		expect(found.length).toBeGreaterThan(3);
	});

	it('has room for decades where a log axis is long', () => {
		expect(texts({ kind: 'log' }, [1, 100_000], 350)).toEqual([
			'1',
			'10',
			'100',
			'1000',
			'10k',
			'100k'
		]);
		expect(texts({ kind: 'log' }, [1, 16], 500)).toContain('5');
	});

	it('lets no two of a log axis run into each other', () => {
		const axis: Axis = { kind: 'log' };
		const scale = scaleOf(axis, [0.25, 25], [0, 1200], false);
		const pixels = ticksOf(axis, scale, 1200, 58).map((it) => scale(it.at));
		expect(pixels.length).toBeGreaterThan(3);
		expect(Math.min(...pixels.slice(1).map((it, n) => it - pixels[n]!))).toBeGreaterThan(40);
	});

	it('takes asked ticks, and leaves out those that would run into each other', () => {
		const axis: Axis = { kind: 'log', ticks: [1, 2, 4, 8, 16] };
		expect(texts(axis, [1, 16])).toEqual(['1', '2', '4', '8', '16']);
		expect(texts({ ticks: [1, 2, 4, 8, 128] }, [1, 128], 200)).toEqual(['1', '128']);
	});
});

describe('values', () => {
	it('are as short as three digits allow', () => {
		expect([0, 0.0421, 1.254, 87.52, 12_400].map(short)).toEqual([
			'0',
			'0.042',
			'1.25',
			'87.5',
			'12,400'
		]);
		expect(valueText({ unit: '%' }, 34)).toBe('34.0\u00a0%');
		expect(valueText({ format: (it) => `<${it}>` }, 34)).toBe('<34>');
	});
});
