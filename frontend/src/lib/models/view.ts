import { putSort, readSort } from '$lib/state/query';
import type { Sort } from '$lib/ui/types';
import { isPlain, PLAIN_COLUMNS, readColumns, type ColumnId } from './columns';
import { FACETS, type Chosen } from './facets';
import { SORTS } from './lines';
import type { ModelRow } from './row';
import type { Selection } from './selection';

/** What of the models is shown, and how: all of it stands in the address. */
export interface ModelsView {
	readonly query: string;
	readonly chosen: Chosen;
	readonly sort: Sort;
	readonly layout: Layout;
	/** Of the list, beside the name. */
	readonly columns: readonly ColumnId[];
}

export type Layout = 'list' | 'grid';

/** What another way to draw the models is given. */
export interface GridProps {
	readonly rows: readonly ModelRow[];
	/** The only machines to show; none: all. */
	readonly machineIds: readonly string[] | undefined;
	readonly selection: Selection;
	readonly onselect: (selection: Selection) => void;
	/** What is chosen though it is not installed: places to put a model. */
	readonly empties: Selection;
	readonly onempties: (empties: Selection) => void;
	readonly hrefOf: (clientId: string) => string;
	readonly modelHref: (name: string) => string;
	/** Leads to the page of a model. */
	readonly onopen: (name: string) => void;
}

const PLAIN: Sort = { by: 'name', descending: false };
const sortable = (by: string) => SORTS.some((it) => it === by);

/** `liked`: the columns that were chosen here before, where the address names none. */
export function readView(
	params: URLSearchParams,
	liked: readonly ColumnId[] = PLAIN_COLUMNS
): ModelsView {
	return {
		query: params.get('q') ?? '',
		chosen: Object.fromEntries(
			FACETS.flatMap((facet) => {
				const values = params.getAll(facet);
				return values.length ? [[facet, values]] : [];
			})
		),
		sort: readSort(params.get('sort'), sortable, PLAIN),
		layout: params.get('view') === 'grid' ? 'grid' : 'list',
		columns: readColumns(params.get('columns')) ?? liked
	};
}

/** Only what differs from the plain view, so that its address stays plain. */
export function writeView({ query, chosen, sort, layout, columns }: ModelsView): string {
	const params = new URLSearchParams();
	if (query) params.set('q', query);
	for (const facet of FACETS) for (const value of chosen[facet] ?? []) params.append(facet, value);
	putSort(params, sort, PLAIN);
	if (layout === 'grid') params.set('view', layout);
	if (!isPlain(columns)) params.set('columns', columns.join(','));
	return params.size ? `?${params}` : '';
}
