import type { QueryError } from './parse';
import { scan, type RawTerm } from './scan';

export type TokenKind =
	'space' | 'negation' | 'word' | 'field' | 'flag' | 'operator' | 'value' | 'separator';

/** A span of the query, in UTF-16 units. */
export interface Token {
	readonly kind: TokenKind;
	readonly start: number;
	readonly end: number;
	readonly text: string;
	/** Within what the error is about: to underline. */
	readonly wrong: boolean;
}

type Span = readonly [kind: TokenKind, end: number];

/** The whole query as spans side by side, to be drawn below the input that holds it. */
export function tokens(query: string, error?: QueryError): Token[] {
	const spans: Span[] = [];
	let at = 0;
	for (const term of scan(query)) {
		if (term.start > at) spans.push(['space', term.start]);
		spans.push(...termSpans(term));
		at = term.end;
	}
	if (at < query.length) spans.push(['space', query.length]);
	return cut(query, spans, error);
}

function termSpans(term: RawTerm): Span[] {
	const spans: Span[] = [];
	if (term.negated) spans.push(['negation', term.headStart]);
	if (term.head === null) return [...spans, ['word', term.end]];
	spans.push(['field', term.headStart + term.head.length + 1]);
	const value: TokenKind = term.head.toLowerCase() === 'is' ? 'flag' : 'value';
	for (const [index, part] of term.parts.entries()) {
		if (index > 0) spans.push(['separator', part.start]);
		spans.push(['operator', part.textStart], [value, part.end]);
	}
	return spans;
}

/** The same spans as tokens, cut where the error begins and ends. */
function cut(query: string, spans: readonly Span[], error?: QueryError): Token[] {
	const [from, to] = error ? [error.position, error.position + error.length] : [0, 0];
	const found: Token[] = [];
	let start = 0;
	for (const [kind, spanEnd] of spans) {
		for (const end of [from, to, spanEnd]) {
			if (end <= start || end > spanEnd) continue;
			const wrong = from <= start && end <= to;
			found.push({ kind, start, end, text: query.slice(start, end), wrong });
			start = end;
		}
	}
	return found;
}
