import { TABS, type ClientTab } from '$lib/clients/tabs';
import { SORTS } from '$lib/clients/installed';
import { FILTERS, type LogFilter } from '$lib/history/log';
import { RANGES, type Range } from '$lib/history/ranges';
import { oneOf, putSort, readSort } from '$lib/state/query';
import type { Sort } from '$lib/ui/types';

/** What of a machine is shown: all of it stands in the address. */
export interface ClientView {
	readonly tab: ClientTab;
	readonly range: Range;
	readonly log: LogFilter;
	/** Of its models. */
	readonly sort: Sort;
}

const BY_NAME: Sort = { by: SORTS[0], descending: false };
const sortable = (by: string) => SORTS.some((it) => it === by);

export const readView = (params: URLSearchParams): ClientView => ({
	tab: oneOf(params.get('tab'), TABS),
	range: oneOf(params.get('range'), RANGES),
	log: oneOf(params.get('log'), FILTERS),
	sort: readSort(params.get('sort'), sortable, BY_NAME)
});

/** Only what differs from the plain view, so that its address stays plain. */
export function writeView({ tab, range, log, sort }: ClientView): string {
	const params = new URLSearchParams();
	if (tab !== TABS[0]) params.set('tab', tab);
	if (range !== RANGES[0]) params.set('range', range);
	if (log !== FILTERS[0]) params.set('log', log);
	putSort(params, sort, BY_NAME);
	return params.size ? `?${params}` : '';
}
