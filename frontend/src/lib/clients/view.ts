import type { Client } from '$lib/api/types';
import { conditionOf, urgencyOf } from '$lib/state/condition';
import { gpuMemoryUsed } from './readings';

export const STATES = ['all', 'attention', 'online', 'offline'] as const;
export type StateFilter = (typeof STATES)[number];

export const ORDERS = ['attention', 'name', 'busy', 'memory', 'models'] as const;
export type Order = (typeof ORDERS)[number];

/** What part of the fleet is shown, and how: all of it stands in the address. */
export interface FleetView {
	readonly query: string;
	readonly state: StateFilter;
	readonly order: Order;
}

const oneOf = <T extends string>(value: string | null, choices: readonly T[]): T =>
	choices.find((choice) => choice === value) ?? choices[0]!;

export const readView = (params: URLSearchParams): FleetView => ({
	query: params.get('q') ?? '',
	state: oneOf(params.get('show'), STATES),
	order: oneOf(params.get('sort'), ORDERS)
});

/** Only what differs from the plain view, so that its address stays plain. */
export function writeView(view: FleetView): string {
	const params = new URLSearchParams();
	if (view.query) params.set('q', view.query);
	if (view.state !== 'all') params.set('show', view.state);
	if (view.order !== 'attention') params.set('sort', view.order);
	return params.size ? `?${params}` : '';
}

export function inState(client: Client, state: StateFilter): boolean {
	const { kind } = conditionOf(client);
	switch (state) {
		case 'all':
			return true;
		case 'attention':
			return kind !== 'online';
		case 'online':
			return kind === 'online' || kind === 'unreachable';
		case 'offline':
			return kind === 'offline';
	}
}

const busy = (client: Client): number =>
	Math.max(
		client.telemetry?.cpu_percent ?? -1,
		...(client.telemetry?.gpus ?? []).map((gpu) => gpu.utilization_percent ?? -1)
	);
const loadedBytes = (client: Client): number =>
	gpuMemoryUsed(client) ?? client.loaded.reduce((bytes, model) => bytes + model.size, 0);

/** Sorted anew with every beat: each value is taken once a client, not once a comparison. */
export function arranged(clients: readonly Client[], order: Order): Client[] {
	const first = FIRST[order];
	return clients
		.map((client) => ({ client, first: first(client), name: sortKey(client) }))
		.sort((a, b) => a.first - b.first || (a.name < b.name ? -1 : 1))
		.map(({ client }) => client);
}

const FIRST: Record<Order, (client: Client) => number> = {
	attention: urgencyOf,
	name: () => 0,
	busy: (client) => -busy(client),
	memory: (client) => -loadedBytes(client),
	models: (client) => -client.counts.installed
};

/** Sorts as people count: `node-9` before `node-10`; the id decides between namesakes. */
function sortKey({ name, client_id }: Client): string {
	const padded = name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));
	return `${padded}\n${client_id}`;
}
