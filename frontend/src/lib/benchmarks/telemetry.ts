import type { TakenSample } from '$lib/api/types';
import type { Axis, Series } from '$lib/ui/chart/types';
import { memorySize, temperature } from '$lib/ui/format';

type Sample = TakenSample['sample'];
type Seen = NonNullable<Sample['telemetry']>[number];

export interface Stretched {
	readonly name: string;
	/** Seconds since the first request was sent. */
	readonly from: number;
	readonly to: number;
	readonly colour: string;
}

export interface Reading {
	readonly label: string;
	readonly y: Axis;
	readonly series: readonly Series[];
}

const NS = 1e-9;
const GIB = 2 ** 30;

const startOf = (sample: Sample): number =>
	Math.min(...sample.requests.map((it) => it.record.sent_ns));
const chunksOf = (sample: Sample) => sample.requests.flatMap((it) => it.record.chunks ?? []);

/**
 * What happened when: waiting for the first text (load, queue and prefill), then writing until the
 * last one. Of many requests at once from the first to the last of all.
 */
export function stretchesOf(sample: Sample): Stretched[] {
	const start = startOf(sample);
	const texts = chunksOf(sample).map(([at]) => at);
	const whole = { name: 'request', from: 0, to: sample.wall_s, colour: 'var(--info)' };
	if (texts.length === 0) return [whole];
	const [first, last] = texts.reduce(
		([low, high], at) => [Math.min(low, at), Math.max(high, at)],
		[Infinity, -Infinity]
	);
	const [written, ended] = [(first - start) * NS, (last - start) * NS];
	return [
		{ name: 'prefill', from: 0, to: written, colour: 'var(--info)' },
		{ name: 'decode', from: written, to: ended, colour: 'var(--accent)' }
	];
}

interface Kind {
	readonly label: string;
	readonly y: Axis;
	readonly of: readonly {
		name: (gpu: number) => string;
		value: (it: Seen, gpu: number) => number | null | undefined;
		perGpu?: true;
	}[];
}

const gpuAt = (it: Seen, index: number) => it.gpus?.find((gpu) => gpu.index === index);
const times = (value: number | null | undefined, factor: number) =>
	typeof value === 'number' ? value * factor : value;
const gpuName = (gpu: number) => `GPU ${gpu}`;

const kinds: readonly Kind[] = [
	{
		label: 'Use',
		y: { unit: '%', min: 0, max: 100 },
		of: [
			{ name: () => 'CPU', value: (it) => times(it.cpu, 100) },
			{ name: gpuName, value: (it, gpu) => times(gpuAt(it, gpu)?.use, 100), perGpu: true }
		]
	},
	{
		label: 'Memory',
		y: { unit: 'GiB', min: 0, format: (gib) => memorySize(gib * GIB) },
		of: [
			{ name: () => 'RAM', value: (it) => times(it.memory_used, 1 / GIB) },
			{
				name: gpuName,
				value: (it, gpu) => times(gpuAt(it, gpu)?.memory_used, 1 / GIB),
				perGpu: true
			}
		]
	},
	{
		label: 'Clock',
		y: { unit: 'MHz' },
		of: [
			{ name: () => 'CPU', value: (it) => it.cpu_mhz },
			{ name: gpuName, value: (it, gpu) => gpuAt(it, gpu)?.clock_mhz, perGpu: true }
		]
	},
	{
		label: 'Temperature',
		y: { format: temperature },
		of: [
			{ name: () => 'CPU', value: (it) => it.temperature_c },
			{ name: gpuName, value: (it, gpu) => gpuAt(it, gpu)?.temperature_c, perGpu: true }
		]
	},
	{
		label: 'Power',
		y: { unit: 'W', min: 0 },
		of: [
			{ name: () => 'CPU package', value: (it) => it.power_w },
			{ name: gpuName, value: (it, gpu) => gpuAt(it, gpu)?.power_w, perGpu: true }
		]
	}
];

/** What the machine was seen doing, and what nothing there tells. */
export function readingsOf(sample: Sample): { readings: Reading[]; lacks: string[] } {
	const seen = sample.telemetry ?? [];
	const start = startOf(sample);
	const gpus = [...new Set(seen.flatMap((it) => it.gpus?.map((gpu) => gpu.index) ?? []))].sort();
	const readings: Reading[] = [];
	const lacks: string[] = [];
	for (const { label, y, of } of kinds) {
		const series = of.flatMap(({ name, value, perGpu }) =>
			(perGpu ? gpus : [0]).flatMap((gpu): Series[] => {
				const points = seen.map((it) => ({
					x: (it.at_ns - start) * NS,
					y: value(it, gpu) ?? null
				}));
				if (points.some((it) => it.y !== null)) return [{ id: name(gpu), name: name(gpu), points }];
				lacks.push(`${label.toLowerCase()} of the ${name(gpu)}`);
				return [];
			})
		);
		const [lone] = series.length === 1 ? series : [];
		// without a legend the title says whose it is
		if (series.length) readings.push({ label: lone ? `${label}, ${lone.name}` : label, y, series });
	}
	return { readings, lacks };
}

/** From the first moment to the last, with what was seen before and after. */
export function momentsOf(sample: Sample): Axis {
	const start = startOf(sample);
	const seen = (sample.telemetry ?? []).map((it) => (it.at_ns - start) * NS);
	return {
		unit: 's',
		title: 'since the first request',
		min: Math.min(0, ...seen),
		max: Math.max(sample.wall_s, ...seen)
	};
}

/** Why GPUs slowed themselves down while it was taken. */
export const throttledIn = (sample: Sample): string[] => [
	...new Set(
		(sample.telemetry ?? []).flatMap(
			(it) =>
				it.gpus?.flatMap((gpu) => (gpu.throttled ? [`GPU ${gpu.index}: ${gpu.throttled}`] : [])) ??
				[]
		)
	)
];
