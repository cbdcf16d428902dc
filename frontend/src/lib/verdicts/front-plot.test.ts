import type { Leader } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { frontPlot } from './front-plot';

const leader = (machine: string, rate: number, size: number | null) =>
	({
		client_id: machine,
		client_name: machine.toUpperCase(),
		model: `m${rate}`,
		decode_rate: { median: rate },
		ttft: null,
		energy: null,
		size
	}) as Leader;

describe('the plot of the leaderboard', () => {
	it('has a series for each machine, and the front', () => {
		const all = [leader('a', 10, 5), leader('b', 20, 1), leader('b', 5, 2), leader('b', 1, null)];
		const { series, note, x } = frontPlot(all, 'size', 'decode_rate');
		expect(series.map((it) => it.name)).toEqual(['A', 'B', 'Front']);
		expect(series[1]?.points.map((it) => it.x)).toEqual([1, 2]);
		expect(series[2]?.points.map((it) => it.note)).toEqual(['m20 on B', 'm10 on A']);
		expect(note).toBe('the best lie upper right');
		expect(x.kind).toBe('linear');
	});

	it('has one series for many machines, and a logarithm where values lie far apart', () => {
		const many = Array.from({ length: 9 }, (_, i) => leader(`c${i}`, 10 ** (i / 4), i + 1));
		const { series, y } = frontPlot(many, 'size', 'decode_rate');
		expect(series.map((it) => it.name)).toEqual(['All machines', 'Front']);
		expect(series[0]?.points[0]?.note).toBe('m1 on C0');
		expect(y.kind).toBe('log');
		expect(y.format?.(12)).toContain('tokens/s');
	});

	it('is empty where nobody has both', () => {
		expect(frontPlot([leader('a', 1, null)], 'size', 'decode_rate').series).toEqual([]);
	});
});
