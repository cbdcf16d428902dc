import { describe, expect, it } from 'vitest';
import { tableOf, tsvOf } from './values';

const two = [
	{
		id: 'a',
		name: 'A\tb',
		points: [
			{ x: 0, y: 0.123456789 },
			{ x: 1000, y: null }
		]
	},
	{ id: 'c', name: 'C', points: [{ x: 1000, y: 3 }] }
];

describe('tsvOf', () => {
	it('has all digits, and nothing where nothing is known', () => {
		expect(tsvOf(two, { title: 'depth', unit: 'tokens' }, { unit: 's' })).toBe(
			'depth (tokens)\tA b (s)\tC (s)\n0\t0.123456789\t\n1000\t\t3\n'
		);
		expect(tsvOf(two, { kind: 'time' }, {})).toContain('1970-01-01T00:00:01.000Z\t\t3');
	});
});

const many = [
	{
		id: 'a',
		name: 'A',
		points: [
			{ x: 1, y: 1 },
			{ x: 1, y: 2 }
		]
	},
	{ id: 'b', name: 'B', points: [{ x: 1, y: 3 }] },
	{ id: 'c', name: 'C', points: [{ x: 2, y: 4 }] }
];

describe('many points at one x', () => {
	it('have a row each', () => {
		expect(tsvOf(many, {}, {})).toBe('x\tA\tB\tC\n1\t1\t3\t\n1\t2\t\t\n2\t\t\t4\n');
		const { rows, total } = tableOf(many, {}, {});
		expect(total).toBe(3);
		expect(rows[1]).toEqual(['1.00', '2.00', '', 'unknown']);
	});

	it('are not missed where series are sparse', () =>
		expect(tableOf(many, {}, {}, true).rows[2]).toEqual(['2.00', '', '', '4.00']));
});

describe('tableOf', () => {
	it('says what is unknown', () => {
		expect(tableOf(two, {}, { unit: '%' }).rows[1]).toEqual(['1,000', 'unknown', '3.00\u00a0%']);
	});

	it('is short, and has the newest', () => {
		const points = Array.from({ length: 1001 }, (_, x) => ({ x, y: x }));
		const { rows, total } = tableOf([{ id: 'a', name: 'a', points }], {}, {});
		expect(rows.length).toBeLessThanOrEqual(40);
		expect(rows.at(-1)?.[0]).toBe('1,000');
		expect(total).toBe(1001);
	});
});
