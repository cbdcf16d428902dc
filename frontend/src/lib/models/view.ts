import type { Sort } from '$lib/ui/types';
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
}

const PLAIN: Sort = { by: 'name', descending: false };

export function readView(params: URLSearchParams): ModelsView {
	const sort = params.get('sort') ?? '';
	const by = SORTS.find((it) => it === sort.replace(/^-/, ''));
	return {
		query: params.get('q') ?? '',
		chosen: Object.fromEntries(
			FACETS.flatMap((facet) => {
				const values = params.getAll(facet);
				return values.length ? [[facet, values]] : [];
			})
		),
		sort: by ? { by, descending: sort.startsWith('-') } : PLAIN,
		layout: params.get('view') === 'grid' ? 'grid' : 'list'
	};
}

/** Only what differs from the plain view, so that its address stays plain. */
export function writeView({ query, chosen, sort, layout }: ModelsView): string {
	const params = new URLSearchParams();
	if (query) params.set('q', query);
	for (const facet of FACETS) for (const value of chosen[facet] ?? []) params.append(facet, value);
	if (sort.by !== PLAIN.by || sort.descending) {
		params.set('sort', (sort.descending ? '-' : '') + sort.by);
	}
	if (layout === 'grid') params.set('view', layout);
	return params.size ? `?${params}` : '';
}
