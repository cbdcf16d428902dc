import type { Client } from '$lib/api/types';
import type { Fleet } from '$lib/live/fleet';
import { isOpen } from '$lib/live/fleet';
import { conditionOf, type Condition } from '$lib/state/condition';
import { gpuMemoryTotal, gpuMemoryUsed } from './readings';

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
	readonly jobsRunning: number;
	readonly jobsQueued: number;
}

export function summarise(fleet: Fleet): Summary {
	const by = { online: 0, unreachable: 0, late: 0, offline: 0 };
	const models = new Set<string>();
	const sums = {
		installed: 0,
		loaded: 0,
		loadedBytes: 0,
		memoryUsed: 0,
		memoryTotal: 0,
		gpus: 0,
		gpuMemoryUsed: 0,
		gpuMemoryTotal: 0
	};
	for (const client of fleet.clients.values()) {
		by[conditionOf(client).kind]++;
		if (client.status === 'offline') continue;
		const rows = fleet.installed.get(client.client_id);
		for (const name of rows?.keys() ?? []) models.add(name);
		sums.installed += rows?.size ?? 0;
		sums.loaded += client.loaded.length;
		sums.loadedBytes += client.loaded.reduce((bytes, model) => bytes + model.size, 0);
		addMeasured(sums, client);
	}
	const open = [...fleet.jobs.values()].filter(isOpen);
	const jobsRunning = open.filter((job) => job.state === 'running').length;
	return {
		machines: fleet.clients.size,
		by,
		models: models.size,
		...sums,
		jobsRunning,
		jobsQueued: open.length - jobsRunning
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
