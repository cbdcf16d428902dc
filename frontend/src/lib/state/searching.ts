import {
	accept,
	compile,
	complete,
	parse,
	tokens,
	type Facets,
	type Query,
	type Row,
	type Suggestion,
	type Vocabulary
} from '$lib/search';
import type { SearchModel } from '$lib/ui/search-field';

/** A query made ready: to test rows, and to draw the field it is typed in. */
export interface Searching extends SearchModel<Suggestion> {
	readonly text: string;
	/** Of a query that cannot be read: the test of the last one that could. */
	readonly test: (row: Row) => boolean;
}

const everything = () => true;
const MOST_SUGGESTIONS = 8;

/**
 * Reads queries as they are typed. A bad query is a clear message, never an empty list: while one
 * cannot be read, what the last good one found stays.
 */
export class Searcher {
	#test: Searching['test'] = everything;

	constructor(
		private readonly vocabulary: Vocabulary,
		private readonly facets: Facets
	) {}

	/** `now`, in milliseconds: looked at only where the query has an age. */
	read(text: string, now: () => number): Searching {
		const { query, error } = parse(text, this.vocabulary);
		if (query) this.#test = compile(query, hasAge(query) ? now() / 1000 : 0);
		return {
			text,
			test: this.#test,
			tokens: tokens(text, error),
			error: error?.message ?? null,
			suggest: (caret) =>
				text.trim() === ''
					? []
					: complete(text, caret, this.vocabulary, this.facets, MOST_SUGGESTIONS),
			accept: (suggestion) => accept(text, suggestion)
		};
	}
}

const hasAge = ({ terms }: Query): boolean =>
	terms.some(
		(term) =>
			term.type === 'field' &&
			term.values.some((value) => value.type === 'quantity' && value.kind === 'age')
	);
