export const STATES = ['all', 'active', 'failed', 'done', 'cancelled'] as const;
export type StateFilter = (typeof STATES)[number];

/** What of the jobs is shown: all of it stands in the address. */
export interface JobsView {
	readonly query: string;
	readonly state: StateFilter;
}

/** The filters in the search language, so that server and browser mean the same. */
const terms: Record<StateFilter, string> = {
	all: '',
	active: 'is:active',
	failed: 'is:failed',
	done: 'state:succeeded',
	cancelled: 'state:cancelled'
};

export const readView = (params: URLSearchParams): JobsView => ({
	query: params.get('q') ?? '',
	state: STATES.find((state) => state === params.get('state')) ?? 'all'
});

/** Only what differs from the plain view, so that its address stays plain. */
export function writeView({ query, state }: JobsView): string {
	const params = new URLSearchParams();
	if (query) params.set('q', query);
	if (state !== 'all') params.set('state', state);
	return params.size ? `?${params}` : '';
}

/** The whole view as one query, the filter in front: it stands whatever the rest looks like. */
export const queryOf = ({ query, state }: JobsView): string =>
	[terms[state], query.trim()].filter(Boolean).join(' ');

export const termOf = (state: StateFilter): string => terms[state];
