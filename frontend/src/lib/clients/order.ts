import type { Client } from '$lib/api/types';
import { urgencyOf } from '$lib/state/condition';
import type { Sort } from '$lib/ui/types';
import { gpuMemoryUsed, outputRate } from './readings';

/** What a fleet can be sorted by. Null: not known there, and last whichever way it is sorted. */
const VALUES = {
	attention: urgencyOf,
	name: sortKey,
	busy,
	cpu: ({ telemetry }) => telemetry?.cpu_percent ?? null,
	ram: ({ telemetry }) => telemetry?.memory_used ?? null,
	gpu,
	vram: gpuMemoryUsed,
	disk: ({ telemetry }) => telemetry?.disk_free ?? null,
	output: outputRate,
	models: ({ counts }) => counts.installed,
	loaded: ({ loaded }) => loaded.reduce((bytes, model) => bytes + model.size, 0),
	jobs: ({ counts }) => counts.jobs,
	version: ({ ollama }) => (ollama.version ? padded(ollama.version) : null),
	labels: ({ labels }) => labels.join(', ').toLowerCase() || null
} satisfies Record<string, (client: Client) => number | string | null>;

export type Order = keyof typeof VALUES;

export const isOrder = (text: string): text is Order => Object.hasOwn(VALUES, text);

/** Sorted anew with every beat: each value is taken once a client, not once a comparison. */
export function arranged(clients: readonly Client[], { by, descending }: Sort): Client[] {
	const value: (client: Client) => number | string | null = VALUES[isOrder(by) ? by : 'attention'];
	const sign = descending ? -1 : 1;
	return clients
		.map((client) => ({ client, first: value(client), name: sortKey(client) }))
		.sort((a, b) => compare(a.first, b.first, sign) || (a.name < b.name ? -1 : 1))
		.map(({ client }) => client);
}

function compare(a: number | string | null, b: number | string | null, sign: number): number {
	if (a === b) return 0;
	if (a === null) return 1;
	if (b === null) return -1;
	return a < b ? -sign : sign;
}

function gpu({ telemetry }: Client): number | null {
	const use = (telemetry?.gpus ?? []).map((it) => it.utilization_percent ?? -1);
	const most = Math.max(-1, ...use);
	return most < 0 ? null : most;
}

function busy(client: Client): number | null {
	const cpu = client.telemetry?.cpu_percent ?? null;
	const most = Math.max(cpu ?? -1, gpu(client) ?? -1);
	return most < 0 ? null : most;
}

const padded = (text: string) => text.replace(/\d+/g, (digits) => digits.padStart(12, '0'));

/** Sorts as people count: `node-9` before `node-10`; the id decides between namesakes. */
function sortKey({ name, client_id }: Client): string {
	return `${padded(name.toLowerCase())}\n${client_id}`;
}
