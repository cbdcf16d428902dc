import type { BenchmarkSummary } from '$lib/api/types';

export const STATES = ['all', 'open', 'done', 'failed', 'cancelled', 'imported'] as const;
export type StateFilter = (typeof STATES)[number];

/** Which benchmarks are listed: all of it stands in the address. */
export interface ListView {
	readonly query: string;
	readonly state: StateFilter;
}

export const readListView = (params: URLSearchParams): ListView => ({
	query: params.get('q') ?? '',
	state: STATES.find((state) => state === params.get('state')) ?? 'all'
});

/** Only what differs from the plain view, so that its address stays plain. */
export function writeListView({ query, state }: ListView): string {
	const params = new URLSearchParams();
	if (query) params.set('q', query);
	if (state !== 'all') params.set('state', state);
	return params.size ? `?${params}` : '';
}

export const stateWords: Record<StateFilter, string> = {
	all: 'All',
	open: 'Going on',
	done: 'Done',
	failed: 'Failed',
	cancelled: 'Cancelled',
	imported: 'Imported'
};

const inState = (it: BenchmarkSummary, state: StateFilter): boolean => {
	if (state === 'all') return true;
	if (state === 'imported') return it.imported;
	if (state === 'open') return ['queued', 'running', 'paused'].includes(it.state);
	return it.state === (state === 'done' ? 'succeeded' : state);
};

/** Every word stands in the name, a model, a machine or a workload. */
export function listed(
	it: BenchmarkSummary,
	{ query, state }: ListView,
	machine: (clientId: string) => string
): boolean {
	if (!inState(it, state)) return false;
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return true;
	const text = [it.name, ...it.models, ...it.clients, ...it.clients.map(machine), ...it.workloads]
		.join('\n')
		.toLowerCase();
	return words.every((word) => text.includes(word));
}

export const isPlain = ({ query, state }: ListView): boolean => !query.trim() && state === 'all';
