import type { Client, ClientHistory, Telemetry } from '$lib/api/types';
import { reasonFor } from '$lib/state/absence';
import type { Axis, Point, Series } from '$lib/ui/chart/types';
import { memorySize, temperature } from '$lib/ui/format';

/** One beat that came by the stream after what was read. */
export interface Heard {
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly telemetry: Telemetry;
}

/** One chart of the stack. */
export interface Panel {
	readonly id: Metric;
	readonly title: string;
	readonly y: Axis;
	/** Empty: never measured in this time, and `reason` says why. */
	readonly series: readonly Series[];
	readonly reason: string;
}

const GIB = 2 ** 30;
const kinds = {
	cpu: { title: 'CPU', metric: 'cpu_percent', gpu: false, unit: '%' },
	memory: { title: 'RAM', metric: 'memory_used', gpu: false, unit: 'GiB' },
	output: {
		title: 'Output of OBT’s own requests',
		metric: 'output_rate',
		gpu: false,
		unit: 'tokens/s'
	},
	gpu: { title: 'GPU use', metric: 'utilization_percent', gpu: true, unit: '%' },
	gpuMemory: { title: 'GPU memory', metric: 'memory_used', gpu: true, unit: 'GiB' },
	temperature: { title: 'GPU temperature', metric: 'temperature_c', gpu: true, unit: '°C' },
	power: { title: 'GPU power', metric: 'power_w', gpu: true, unit: 'W' }
} as const;
type Metric = keyof typeof kinds;

/** The stack of charts: what was read, and the beats heard since. */
export function panelsOf(client: Client, told: ClientHistory, heard: readonly Heard[]): Panel[] {
	const ids = Object.keys(kinds) as Metric[];
	return ids.map((id) => {
		const kind = kinds[id];
		const words = kind.unit === 'GiB' ? { format: (it: number) => memorySize(it * GIB) } : {};
		const series = (kind.gpu ? gpusOf(client, told) : [null]).flatMap((gpu) => {
			const points = pointsOf(told, heard, kind.metric, gpu, kind.unit === 'GiB' ? GIB : 1);
			return points.some((point) => point.y !== null)
				? [{ id: `${id}-${gpu ?? 'all'}`, name: nameOf(client, id, gpu), points, ...words }]
				: [];
		});
		return {
			id,
			title: kind.title,
			y: axisOf(client, id),
			series,
			reason: reasonOf(client, kind.gpu ? `gpus.0.${kind.metric}` : kind.metric)
		};
	});
}

/** The right edge: up to where it was read, or heard. */
export const endOf = (told: ClientHistory, heard: readonly Heard[]): number =>
	Math.max(Date.parse(told.ends_at), heard.at(-1)?.at ?? 0);

/** What is not drawn, under its reason. */
export function absencesOf(panels: readonly Panel[]): { titles: string[]; reason: string }[] {
	const by = new Map<string, string[]>();
	for (const { series, title, reason } of panels) {
		if (series.length === 0) by.set(reason, [...(by.get(reason) ?? []), title]);
	}
	return [...by].map(([reason, titles]) => ({ titles, reason }));
}

/** No line is drawn across more, in milliseconds. */
export const gapMs = (told: ClientHistory): number => told.gap_s * 1000;

function gpusOf(client: Client, told: ClientHistory): number[] {
	const known = client.hardware.gpus.map((gpu) => gpu.index);
	const seen = told.series.flatMap(({ gpu }) => (typeof gpu === 'number' ? [gpu] : []));
	return [...new Set([...known, ...seen])].sort((a, b) => a - b);
}

function nameOf({ hardware }: Client, id: Metric, gpu: number | null): string {
	if (gpu === null) return kinds[id].title;
	const card = hardware.gpus.find((it) => it.index === gpu)?.name ?? '';
	return hardware.gpus.length > 1 || !card ? `GPU ${gpu} ${card}`.trim() : card;
}

function axisOf({ hardware }: Client, id: Metric): Axis {
	const { unit } = kinds[id];
	if (unit === '%') return { unit, min: 0, max: 100, ticks: [0, 50, 100] };
	if (unit === 'W' || unit === 'tokens/s') return { unit, min: 0 };
	// as people set it: degrees bring their own unit
	if (unit === '°C') return { min: 0, format: temperature };
	const totals =
		id === 'memory' ? [hardware.memory_total] : hardware.gpus.map((gpu) => gpu.memory_total);
	const most = Math.max(0, ...totals.map((it) => it ?? 0)) / GIB;
	return most ? { unit, min: 0, max: most, ticks: [0, most / 2, most] } : { unit, min: 0 };
}

function pointsOf(
	told: ClientHistory,
	heard: readonly Heard[],
	metric: (typeof kinds)[Metric]['metric'],
	gpu: number | null,
	divisor: number
): Point[] {
	const half = (told.step_s ?? 0) / 2;
	const column = told.series.find((it) => it.metric === metric && (it.gpu ?? null) === gpu);
	const points = told.at.map((at, i): Point => {
		const [mean, max] = [column?.mean[i] ?? null, column?.max[i] ?? null];
		const y = mean === null ? null : mean / divisor;
		// of a sum, the mean stands in the middle of its time, with the highest above it
		const x = Math.min((at + half) * 1000, Date.parse(told.ends_at));
		return told.step_s && max !== null ? { x, y, low: y, high: max / divisor } : { x, y };
	});
	const last = points.at(-1)?.x ?? -Infinity;
	for (const { at, telemetry } of heard) {
		// what a slow probe repeats was not measured then
		if (at <= last || 'telemetry' in telemetry.absent) continue;
		const value = valueOf(telemetry, metric, gpu);
		points.push({ x: at, y: value === null ? null : value / divisor });
	}
	return points;
}

function valueOf(telemetry: Telemetry, metric: string, gpu: number | null): number | null {
	const from: object | undefined =
		gpu === null ? telemetry : telemetry.gpus.find((it) => it.index === gpu);
	const value = from && (from as Record<string, unknown>)[metric];
	return typeof value === 'number' ? value : null;
}

function reasonOf({ telemetry, hardware }: Client, path: string): string {
	return (
		reasonFor(telemetry?.absent ?? {}, path) ??
		reasonFor(hardware.absent, path) ??
		(path.startsWith('gpus') && hardware.gpus.length === 0
			? 'no GPU seen on this machine'
			: 'not measured in this time')
	);
}
