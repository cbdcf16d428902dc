import type { TakenSample } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { momentsOf, readingsOf, stretchesOf, throttledIn } from './telemetry';

const second = 1e9;
const sample = {
	wall_s: 3,
	requests: [
		{
			record: {
				sent_ns: 10 * second,
				chunks: [
					[11 * second, 'content'],
					[13 * second, 'content']
				]
			}
		}
	],
	telemetry: [
		{ at_ns: 9 * second, cpu: 0.5, gpus: [{ index: 0, use: 0.25, throttled: 'thermal' }] },
		{ at_ns: 12 * second, cpu: null, gpus: [{ index: 0, use: 1 }] }
	]
} as unknown as TakenSample['sample'];

describe('the machine meanwhile', () => {
	it('is told by the phases of the request', () => {
		expect(stretchesOf(sample).map(({ name, from, to }) => [name, from, to])).toEqual([
			['prefill', 0, 1],
			['decode', 1, 3]
		]);
		const silent = {
			...sample,
			requests: [{ record: { sent_ns: 0 } }]
		} as unknown as typeof sample;
		expect(stretchesOf(silent).map((it) => it.name)).toEqual(['request']);
	});

	it('is on the clock of the first request, looks before it included', () => {
		expect(momentsOf(sample)).toMatchObject({ min: -1, max: 3 });
		const { readings, lacks } = readingsOf(sample);
		expect(readings.map((it) => it.label)).toEqual(['Use']);
		expect(readings[0]?.series.map((it) => it.points)).toEqual([
			[
				{ x: -1, y: 50 },
				{ x: 2, y: null }
			],
			[
				{ x: -1, y: 25 },
				{ x: 2, y: 100 }
			]
		]);
		expect(lacks).toContain('temperature of the GPU 0');
		const warm = { ...sample, telemetry: [{ at_ns: 0, temperature_c: 60, memory_used: 2 ** 34 }] };
		const told = readingsOf(warm as unknown as typeof sample).readings;
		expect(told.map(({ y, series }) => y.format?.(series[0]?.points[0]?.y ?? 0))).toEqual([
			'16.0\u00a0GiB',
			'60\u00a0°C'
		]);
		expect(throttledIn(sample)).toEqual(['GPU 0: thermal']);
	});
});
