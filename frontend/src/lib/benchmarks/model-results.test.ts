import type { Advised } from '$lib/api/types';
import { expect, it } from 'vitest';
import { measured, otherwise, shareOfBest } from './model-results';
import { placementOf } from './words';

const rate = (median: number) => ({
	metric: 'decode_rate' as const,
	median,
	ci_low: null,
	ci_high: null,
	n: 1,
	unit: 'tok/s'
});
const result = (change: Partial<Advised>): Advised => ({
	client_id: 'a',
	client_name: 'a',
	model: 'm:1b',
	workload: 'decode@1',
	origin: {
		benchmark_id: 'b',
		benchmark: 'b',
		measured_at: '2026-01-01T00:00:00Z',
		imported: false,
		digest: null,
		ollama_version: null,
		obt_version: '0.1.0'
	},
	ttft: null,
	tpot: null,
	e2e: null,
	decode_rate: rate(50),
	cold_load: null,
	fit: {
		placement: 'gpu',
		offload: 1,
		size: null,
		size_vram: null,
		context: null,
		memory_total: null
	},
	meets: null,
	reasons: [],
	...change
});
const fast = result({ decode_rate: rate(100) });
const slow = result({ client_id: 'b' });
const other = result({ client_id: 'c', workload: null, decode_rate: null });

it('tells results of a workload from what was measured otherwise', () => {
	expect(measured([fast, slow, other])).toEqual([fast, slow]);
	expect(otherwise([fast, slow, other])).toEqual([other]);
});

it('draws each against the best', () => {
	expect([fast, slow].map((it) => shareOfBest(it, [fast, slow]))).toEqual([1, 0.5]);
	expect(shareOfBest(other, [other])).toBe(0);
});

it('says where it lay', () => {
	expect(placementOf(fast.fit)).toBe('on the GPU');
	expect(placementOf({ ...fast.fit, placement: 'partly', offload: 0.62 })).toBe(
		'62\u00a0% on the GPU'
	);
});
