/** What the search field draws and offers. Who knows the language brings it. */
export interface SearchToken {
	readonly kind: string;
	readonly start: number;
	readonly end: number;
	readonly text: string;
	/** Within what the error is about: to underline. */
	readonly wrong: boolean;
}

export interface SearchSuggestion {
	readonly insert: string;
	readonly start: number;
	readonly end: number;
	/** For people; may be empty. */
	readonly about: string;
}

export interface SearchModel<S extends SearchSuggestion = SearchSuggestion> {
	/** The whole query as spans side by side. */
	readonly tokens: readonly SearchToken[];
	/** What is wrong with the query, for people. */
	readonly error: string | null;
	suggest(caret: number): readonly S[];
	/** The query and the caret after taking a suggestion. */
	accept(suggestion: S): { text: string; caret: number };
}
