import type { Client } from '$lib/api/types';
import { IndexedRow, vocabularies, type Facets, type Row } from '$lib/search';
import { gpuMemoryTotal } from './readings';

const vocabulary = vocabularies.clients;
const rows = new WeakMap<Client, Row>();

/** The client as the search language sees it, as on the server; made once for each state of it. */
export function rowOf(client: Client): Row {
	let row = rows.get(client);
	if (!row) rows.set(client, (row = toRow(client)));
	return row;
}

function toRow(client: Client): Row {
	const { hardware, ollama, counts } = client;
	const flags: string[] = [client.status];
	if (!ollama.reachable) flags.push('unreachable');
	if (client.loaded.length) flags.push('loaded');
	return new IndexedRow(vocabulary, {
		texts: {
			name: [client.name],
			id: [client.client_id],
			status: [client.status],
			host: [client.hostname],
			os: [hardware.os.name, client.platform],
			gpu: hardware.gpus.map((gpu) => gpu.name),
			cpu: [hardware.cpu.model],
			version: [ollama.version],
			label: client.labels
		},
		numbers: {
			models: counts.installed,
			loaded: client.loaded.length,
			memory: hardware.memory_total,
			vram: gpuMemoryTotal(client)
		},
		flags
	});
}

/** The values that these clients have, for completion. */
export function facetsOf(clients: readonly Client[]): Facets {
	return (field) => [...new Set(clients.flatMap((client) => valuesOf(client, field)))].sort();
}

function valuesOf(client: Client, field: string): string[] {
	const { hardware } = client;
	switch (field) {
		case 'name':
			return [client.name];
		case 'id':
			return [client.client_id];
		case 'host':
			return [client.hostname];
		case 'os':
			return [hardware.os.name];
		case 'gpu':
			return hardware.gpus.map((gpu) => gpu.name);
		case 'cpu':
			return hardware.cpu.model ? [hardware.cpu.model] : [];
		case 'version':
			return client.ollama.version ? [client.ollama.version] : [];
		case 'label':
			return client.labels;
		default:
			return [];
	}
}
