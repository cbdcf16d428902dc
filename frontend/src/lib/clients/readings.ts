import type { Client } from '$lib/api/types';
import type { Point } from '$lib/live/history';
import { reasonFor } from '$lib/state/absence';
import { fileSize, memoryOf, memorySize, percent, perSecond, temperature } from '$lib/ui/format';
import type { Spot } from '$lib/ui/sparkline';

/** One instrument: what it shows, or why it shows nothing. */
export interface Reading {
	readonly id: 'cpu' | 'memory' | 'gpu' | 'gpuMemory' | 'disk' | 'output';
	readonly label: string;
	/** Null: not measured, and `reason` says why. */
	readonly text: string | null;
	readonly reason: string;
	/** The reason where there is little room and many machines: most have no GPU, and need no lecture. */
	readonly brief: string;
	readonly value: number | null;
	readonly max: number | null;
	/** Beside the value: a temperature, a load. */
	readonly extra: string;
	readonly spots: readonly Spot[];
}

const measured = (values: readonly (number | null | undefined)[]): number[] =>
	values.filter((value) => value !== null && value !== undefined);

const sum = (values: readonly number[]): number | null =>
	values.length ? values.reduce((a, b) => a + b, 0) : null;

export const gpuMemoryTotal = (client: Client): number | null =>
	sum(measured(client.hardware.gpus.map((gpu) => gpu.memory_total)));

export const gpuMemoryUsed = (client: Client): number | null =>
	sum(measured((client.telemetry?.gpus ?? []).map((gpu) => gpu.memory_used)));

/** Tokens per second of what OBT itself asks for; of a machine that is silent nothing is known. */
export const outputRate = ({ status, telemetry }: Client): number | null =>
	status === 'online' ? (telemetry?.output_rate ?? null) : null;

/** The six instruments of a machine, always in the same order. */
export function readingsOf(client: Client, history: readonly Point[]): Reading[] {
	const { telemetry, hardware } = client;
	const why = (path: string) =>
		reasonFor(telemetry?.absent ?? {}, path) ??
		reasonFor(hardware.absent, path) ??
		(telemetry ? 'not reported by this machine' : 'nothing heard yet');
	const absence = (path: string, brief?: string) => ({
		reason: why(path),
		brief: brief ?? why(path)
	});
	const gpuless = hardware.gpus.length === 0 && telemetry !== null;
	const spots = (key: 'cpu' | 'gpu'): Spot[] =>
		history.map((point) => ({ at: point.at, value: point[key] }));
	const of = (used: number | null, total: number | null) =>
		used === null ? null : total === null ? memorySize(used) : memoryOf(used, total);

	const cpu = telemetry?.cpu_percent ?? null;
	const memory = telemetry?.memory_used ?? null;
	const memoryTotal = hardware.memory_total ?? null;
	const gpus = telemetry?.gpus ?? [];
	const use = measured(gpus.map((gpu) => gpu.utilization_percent));
	const heat = measured(gpus.map((gpu) => gpu.temperature_c));
	const gpu = use.length ? Math.max(...use) : null;
	const vram = gpuMemoryUsed(client);
	const vramTotal = gpuMemoryTotal(client);
	const disk = hardware.models_disk?.total ?? null;
	const free = telemetry?.disk_free ?? null;
	const output = outputRate(client);

	return [
		{
			id: 'cpu',
			label: 'CPU',
			text: cpu === null ? null : percent(cpu),
			...absence('cpu_percent'),
			value: cpu,
			max: 100,
			extra: typeof telemetry?.load_1m === 'number' ? `load ${telemetry.load_1m.toFixed(1)}` : '',
			spots: spots('cpu')
		},
		{
			id: 'memory',
			label: 'RAM',
			text: of(memory, memoryTotal),
			...absence('memory_used'),
			value: memory,
			max: memoryTotal,
			extra: '',
			spots: []
		},
		{
			id: 'gpu',
			label: 'GPU',
			text: gpu === null ? null : percent(gpu),
			...absence('gpus.0.utilization_percent', gpuless ? 'no GPU seen' : undefined),
			value: gpu,
			max: 100,
			extra: heat.length ? temperature(Math.max(...heat)) : '',
			spots: spots('gpu')
		},
		{
			id: 'gpuMemory',
			label: 'VRAM',
			text: of(vram, vramTotal),
			...absence('gpus.0.memory_used', gpuless ? '–' : undefined),
			value: vram,
			max: vramTotal,
			extra: '',
			spots: []
		},
		{
			id: 'disk',
			label: 'Disk',
			text: free === null ? null : `${fileSize(free)} free`,
			...absence('disk_free'),
			value: free !== null && disk !== null ? disk - free : null,
			max: disk,
			extra: disk === null ? '' : `of ${fileSize(disk)}`,
			spots: []
		},
		{
			id: 'output',
			label: 'Output',
			text: output === null ? null : perSecond(output),
			...absence('output_rate', telemetry?.absent.output_rate && 'none counted now'),
			value: output,
			max: null,
			extra: 'OBT’s own',
			spots: []
		}
	];
}

/** One line of hardware: `Ryzen 9 7950X · 16 cores · 2 × RTX 4090 24.0 GiB · 62.7 GiB`. */
export function hardwareLine({ hardware }: Client): string {
	const { cpu, memory_total, gpus } = hardware;
	const cores = cpu.cores_physical ?? cpu.cores_logical;
	const kinds = new Map<string, number>();
	for (const gpu of gpus) {
		const memory =
			gpu.memory_total && !gpu.unified_memory ? ` ${memorySize(gpu.memory_total)}` : '';
		const name = `${gpu.name.replace(/^NVIDIA (GeForce )?/, '')}${memory}`;
		kinds.set(name, (kinds.get(name) ?? 0) + 1);
	}
	return [
		cpu.model
			?.replace(/\((R|TM)\)|\bCPU\b|(\b\d+-Core )?\bProcessor\b|@.*$/g, '')
			.replace(/\s+/g, ' ')
			.trim() ?? cpu.architecture,
		cores ? `${cores} cores` : null,
		...[...kinds].map(([name, n]) => (n > 1 ? `${n} × ${name}` : name)),
		// last, where it may be cut off: a meter shows it too
		memory_total ? memorySize(memory_total) : null
	]
		.filter(Boolean)
		.join(' · ');
}
