import { aClient, aTelemetry, at } from '../../testing/fleet';
import type { ClientHistory } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { absencesOf, endOf, panelsOf } from './panels';

const S = Date.parse(at(0)) / 1000;
const GIB = 2 ** 30;
const gpus = [0, 1].map((index) => ({
	index,
	name: 'RTX 4090',
	vendor: 'nvidia' as const,
	memory_total: 24 * GIB,
	unified_memory: false
}));
const client = (change: Partial<ReturnType<typeof aClient>> = {}) => {
	const base = aClient('a');
	return aClient('a', { hardware: { ...base.hardware, gpus }, ...change });
};
const told = (change: Partial<ClientHistory> = {}): ClientHistory => ({
	client_id: 'a',
	begins_at: at(0),
	ends_at: at(3600),
	step_s: null,
	gap_s: 45,
	at: [S, S + 10],
	series: [
		{ metric: 'cpu_percent', gpu: null, unit: '%', mean: [5, null], max: [5, null] },
		{ metric: 'memory_used', gpu: 1, unit: 'B', mean: [GIB, 2 * GIB], max: [GIB, 2 * GIB] }
	],
	...change
});
const panel = (id: string, ...args: Parameters<typeof panelsOf>) =>
	panelsOf(...args).find((it) => it.id === id)!;

describe('panelsOf', () => {
	it('draws what was read, a missing value as a gap', () => {
		expect(panel('cpu', client(), told(), []).series).toMatchObject([
			{
				points: [
					{ x: S * 1000, y: 5 },
					{ x: S * 1000 + 10_000, y: null }
				]
			}
		]);
	});

	it('adds what was heard since, once', () => {
		const telemetry = aTelemetry({ cpu_percent: 7 });
		const heard = [5, 10, 20].map((s) => ({ at: (S + s) * 1000, telemetry }));
		const points = panel('cpu', client(), told(), heard).series[0]!.points;
		expect(points.map(({ x, y }) => [x / 1000 - S, y])).toEqual([
			[0, 5],
			[10, null],
			[20, 7]
		]);
	});

	it('leaves out what a slow probe only repeated', () => {
		const telemetry = aTelemetry({ absent: { telemetry: 'slow' } });
		const heard = [{ at: (S + 20) * 1000, telemetry }];
		expect(panel('cpu', client(), told(), heard).series[0]!.points).toHaveLength(2);
	});

	it('has a line for each GPU that was measured, named apart, in GiB', () => {
		const { series, y } = panel('gpuMemory', client(), told(), []);
		expect(series.map((it) => [it.name, it.points.map((point) => point.y)])).toEqual([
			['GPU 1 RTX 4090', [1, 2]]
		]);
		expect(y).toMatchObject({ min: 0, max: 24, ticks: [0, 12, 24] });
	});

	it('shows sums in the middle of their time, with the highest', () => {
		const sums = told({
			step_s: 60,
			at: [S],
			series: [{ metric: 'cpu_percent', gpu: null, unit: '%', mean: [5], max: [50] }]
		});
		expect(panel('cpu', client(), sums, []).series[0]!.points).toEqual([
			{ x: S * 1000 + 30_000, y: 5, low: 5, high: 50 }
		]);
	});

	it('draws what OBT asked for as far as it did, and nothing as a gap', () => {
		const rates = told({
			series: [
				{ metric: 'output_rate', gpu: null, unit: 'tokens/s', mean: [40, null], max: [40, null] }
			]
		});
		const { series, y } = panel('output', client(), rates, []);
		expect(series[0]!.points.map((point) => point.y)).toEqual([40, null]);
		expect(y).toEqual({ unit: 'tokens/s', min: 0 });
	});

	it('says why there is nothing', () => {
		const telemetry = aTelemetry({ absent: { 'gpus.0.power_w': 'not supported' } });
		expect(panel('power', client({ telemetry }), told(), [])).toMatchObject({
			series: [],
			reason: 'not supported'
		});
		expect(panel('gpu', aClient('a'), told({ series: [] }), []).reason).toContain('no GPU');
	});
});

it('absencesOf says each reason once', () => {
	const panels = panelsOf(aClient('a'), told({ series: [] }), []);
	expect(absencesOf(panels).map((it) => it.titles)).toEqual([
		['CPU', 'RAM', 'Output of OBT’s own requests'],
		['GPU use', 'GPU memory', 'GPU temperature', 'GPU power']
	]);
});

it('endOf follows what is heard', () => {
	const heard = [{ at: Date.parse(at(3700)), telemetry: aTelemetry() }];
	expect(endOf(told(), [])).toBe(Date.parse(at(3600)));
	expect(endOf(told(), heard)).toBe(Date.parse(at(3700)));
});
