import { describe, expect, it } from 'vitest';
import { earlierOf, joined } from './earlier';

const START = Date.parse('2026-05-01T12:00:00Z');
const told = (cpu: (number | null)[] | null, gpu: (number | null)[] | null = null) =>
	earlierOf({
		begins_at: '2026-05-01T12:00:00Z',
		step_s: 30,
		clients: [{ client_id: 'a', cpu_percent: cpu, gpu_percent: gpu }]
	}).get('a');
const heard = (seconds: number, cpu = 50) => ({ at: START + seconds * 1000, cpu, gpu: null });

describe('what was before', () => {
	it('stands in the middle of its step', () =>
		expect(told([10, 20], [null, 5])).toEqual([
			{ at: START + 15_000, cpu: 10, gpu: null },
			{ at: START + 45_000, cpu: 20, gpu: 5 }
		]));

	it('has no hole where beats are slow, and one where nothing was heard', () => {
		expect(told([10, null, 20])?.map((it) => it.cpu)).toEqual([10, 20]);
		expect(told([10, null, null, null, 20])?.map((it) => it.cpu)).toEqual([10, null, 20]);
	});

	it('is followed by what was heard, and never said twice', () => {
		const points = joined(told([10, 20, 30]), [heard(50), heard(60)]);
		expect(points.map((it) => it.cpu)).toEqual([10, 20, 50, 50]);
	});

	it('goes when it is older than a quarter of an hour', () => {
		const points = joined(told([10, 20]), [heard(100), heard(930)]);
		expect(points.map((it) => it.cpu)).toEqual([20, 50, 50]);
	});

	it('may be nothing', () => {
		expect(told(null)).toEqual([]);
		expect(joined(undefined, [heard(1)])).toEqual([heard(1)]);
	});
});
