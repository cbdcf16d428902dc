import type { Client } from '$lib/api/types';
import { conditionOf } from '$lib/state/condition';
import { oneOf, putSort, readSort } from '$lib/state/query';
import type { Sort } from '$lib/ui/types';
import { isOrder } from './order';

export const STATES = ['all', 'attention', 'online', 'offline'] as const;
export type StateFilter = (typeof STATES)[number];

export const LAYOUTS = ['cards', 'table'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** What part of the fleet is shown, and how: all of it stands in the address. */
export interface FleetView {
	readonly query: string;
	readonly state: StateFilter;
	readonly layout: Layout;
	readonly sort: Sort;
}

const FIRST: Sort = { by: 'attention', descending: false };

/** `liked`: the layout that was chosen here before, where the address names none. */
export const readView = (params: URLSearchParams, liked: Layout = 'cards'): FleetView => ({
	query: params.get('q') ?? '',
	state: oneOf(params.get('show'), STATES),
	layout: oneOf(params.get('view'), LAYOUTS, liked),
	sort: sortOf(params.get('sort'))
});

/** Only what differs from the plain view, so that its address stays plain. */
export function writeView(view: FleetView): string {
	const params = new URLSearchParams();
	if (view.query) params.set('q', view.query);
	if (view.state !== 'all') params.set('show', view.state);
	if (view.layout !== 'cards') params.set('view', view.layout);
	putSort(params, view.sort, FIRST);
	return params.size ? `?${params}` : '';
}

export const sortOf = (text: string | null): Sort => readSort(text, isOrder, FIRST);

/** `attention`: the machines that need some. */
export function inState(
	client: Client,
	state: StateFilter,
	attention: ReadonlySet<string>
): boolean {
	const { kind } = conditionOf(client);
	switch (state) {
		case 'all':
			return true;
		case 'attention':
			return attention.has(client.client_id);
		case 'online':
			return kind === 'online' || kind === 'unreachable';
		case 'offline':
			return kind === 'offline';
	}
}
