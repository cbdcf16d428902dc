/** A stretch of the query to be drawn in its own colour. */
export interface Mark {
	from: number;
	to: number;
	kind: 'word' | 'field' | 'value' | 'operator' | 'flag' | 'negation';
}

/** What is wrong with the query, and where. */
export interface QueryError {
	from: number;
	to: number;
	message: string;
}

export interface Suggestion {
	/** Replaces the stretch `from`..`to` of the query. */
	from: number;
	to: number;
	insert: string;
	label: string;
	detail?: string;
}

export interface Piece {
	text: string;
	kind: Mark['kind'] | 'plain';
	wrong: boolean;
	at: number;
}

/** The query cut where a mark or the error begins or ends; the pieces joined are the query again. */
export function pieces(query: string, marks: readonly Mark[], error: QueryError | null): Piece[] {
	const cuts = new Set([0, query.length]);
	const wrong = error && { from: error.from, to: Math.max(error.to, error.from + 1) };
	for (const { from, to } of [...marks, ...(wrong ? [wrong] : [])]) {
		cuts.add(Math.min(from, query.length)).add(Math.min(to, query.length));
	}
	const edges = [...cuts].sort((a, b) => a - b);
	return edges.slice(0, -1).map((from, i) => ({
		text: query.slice(from, edges[i + 1]),
		kind: marks.find((mark) => mark.from <= from && from < mark.to)?.kind ?? 'plain',
		wrong: wrong !== null && wrong.from <= from && from < wrong.to,
		at: from
	}));
}

/** The query with the suggestion taken, and where the caret goes. */
export function accept(query: string, { from, to, insert }: Suggestion): [string, number] {
	return [query.slice(0, from) + insert + query.slice(to), from + insert.length];
}
