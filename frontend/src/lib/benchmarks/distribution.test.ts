import type { BenchmarkCell, TakenResult } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { lackOf, stripsOf } from './distribution';

const cell = (part: Partial<BenchmarkCell> = {}) =>
	({
		client_id: 'desk',
		model: 'a:1b',
		workload: 'chat@1',
		metrics: {},
		absent: {},
		rejected: [],
		n: 0,
		failed: null,
		stopped: null,
		...part
	}) as unknown as BenchmarkCell;
const result = (number: number, part: Partial<TakenResult> = {}): TakenResult => ({
	client_id: 'desk',
	model: 'a:1b',
	workload: 'chat@1',
	number,
	round: number - 1,
	taken_at: '2026-01-01T00:00:00Z',
	values: { ttft: [0.1] },
	rejected: [],
	...part
});

describe('stripsOf', () => {
	it('has every request of the cell, and what does not count apart', () => {
		const bad = result(2, {
			values: {},
			rejected: [{ reason: 'early_stop', detail: '62 of 256' }]
		});
		const other = result(3, { client_id: 'lab' });
		const [strip] = stripsOf(
			[cell()],
			[result(1, { values: { ttft: [0.1, 0.2] } }), bad, other],
			'ttft',
			{ unit: 'ms', factor: 1000 },
			() => 'desk'
		);
		expect(strip?.dots.map((it) => it.x)).toEqual([100, 200]);
		expect(strip?.numbers).toEqual([1, 1]);
		expect(strip?.apart).toHaveLength(1);
		expect(strip?.apart[0]?.note).toContain('62 of 256');
	});
});

describe('lackOf', () => {
	it('says why there is nothing', () => {
		expect(lackOf(cell(), 'ttft')).toBe('not measured');
		expect(lackOf(cell({ failed: 'no room' }), 'ttft')).toBe('failed: no room');
		expect(lackOf(cell({ stopped: 'max_minutes' }), 'ttft')).toContain('before its first round');
		const absent = { energy_per_token: { 'no power sensor': 3 } };
		expect(lackOf(cell({ absent, n: 3 }), 'energy_per_token')).toContain('no power sensor');
	});
});
