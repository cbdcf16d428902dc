import type { Client } from '$lib/api/types';
import { isOpen, type Fleet } from '$lib/live/fleet';
import type { Counted } from './stock';
import { conditionOf, type Condition } from '$lib/state/condition';
import { gpuMemoryTotal, gpuMemoryUsed, outputRate } from './readings';

/** The fleet in a few numbers. Sums are over machines that are not offline. */
export interface Summary {
	readonly machines: number;
	readonly by: Readonly<Record<Condition['kind'], number>>;
	readonly models: number;
	readonly installed: number;
	readonly loaded: number;
	readonly loadedBytes: number;
	readonly memoryUsed: number;
	readonly memoryTotal: number;
	readonly gpus: number;
	readonly gpuMemoryUsed: number;
	readonly gpuMemoryTotal: number;
	/** Tokens per second of OBT's own requests; null where it asks for nothing. */
	readonly outputRate: number | null;
	/** Machines that it is the sum of. */
	readonly outputFrom: number;
	readonly jobsRunning: number;
	readonly jobsQueued: number;
}

export function summarise(fleet: Fleet, stock: Counted): Summary {
	const by = { online: 0, unreachable: 0, late: 0, offline: 0 };
	const sums = {
		loaded: 0,
		loadedBytes: 0,
		memoryUsed: 0,
		memoryTotal: 0,
		gpus: 0,
		gpuMemoryUsed: 0,
		gpuMemoryTotal: 0
	};
	let output: number | null = null;
	let outputFrom = 0;
	for (const client of fleet.clients.values()) {
		by[conditionOf(client).kind]++;
		if (client.status === 'offline') continue;
		sums.loaded += client.loaded.length;
		sums.loadedBytes += client.loaded.reduce((bytes, model) => bytes + model.size, 0);
		addMeasured(sums, client);
		const rate = outputRate(client);
		if (rate === null) continue;
		output = (output ?? 0) + rate;
		outputFrom++;
	}
	let jobsOpen = 0;
	let jobsRunning = 0;
	for (const job of fleet.jobs.values()) {
		if (isOpen(job)) jobsOpen++;
		if (job.state === 'running') jobsRunning++;
	}
	return {
		machines: fleet.clients.size,
		by,
		...stock,
		...sums,
		outputRate: output,
		outputFrom,
		jobsRunning,
		jobsQueued: jobsOpen - jobsRunning
	};
}

/** Totals count only where the use is known too: else a share would be of something else. */
function addMeasured(
	sums: {
		[key in 'memoryUsed' | 'memoryTotal' | 'gpus' | 'gpuMemoryUsed' | 'gpuMemoryTotal']: number;
	},
	client: Client
): void {
	const used = client.telemetry?.memory_used;
	const total = client.hardware.memory_total;
	if (typeof used === 'number' && total) {
		sums.memoryUsed += used;
		sums.memoryTotal += total;
	}
	sums.gpus += client.hardware.gpus.length;
	const gpuUsed = gpuMemoryUsed(client);
	const gpuTotal = gpuMemoryTotal(client);
	if (gpuUsed !== null && gpuTotal) {
		sums.gpuMemoryUsed += gpuUsed;
		sums.gpuMemoryTotal += gpuTotal;
	}
}
