import type { Sort } from '$lib/ui/types';
import { FACETS, type Chosen } from './facets';
import { SORTS } from './lines';

/** What of the models is shown, and how: all of it stands in the address. */
export interface ModelsView {
	readonly query: string;
	readonly chosen: Chosen;
	readonly sort: Sort;
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
		sort: by ? { by, descending: sort.startsWith('-') } : PLAIN
	};
}

/** Only what differs from the plain view, so that its address stays plain. */
export function writeView({ query, chosen, sort }: ModelsView): string {
	const params = new URLSearchParams();
	if (query) params.set('q', query);
	for (const facet of FACETS) for (const value of chosen[facet] ?? []) params.append(facet, value);
	if (sort.by !== PLAIN.by || sort.descending) {
		params.set('sort', (sort.descending ? '-' : '') + sort.by);
	}
	return params.size ? `?${params}` : '';
}
