import type { Client } from '$lib/api/types';
import { byUrgency, compareNames, conditionOf } from '$lib/state/condition';
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

export function compare(order: Order): (a: Client, b: Client) => number {
	const most = (value: (client: Client) => number) => (a: Client, b: Client) =>
		value(b) - value(a) || byUrgency(a, b);
	switch (order) {
		case 'attention':
			return byUrgency;
		case 'name':
			return (a, b) => compareNames(a.name, b.name) || compareNames(a.client_id, b.client_id);
		case 'busy':
			return most(busy);
		case 'memory':
			return most(loadedBytes);
		case 'models':
			return most((client) => client.counts.installed);
	}
}
