import { SPACE } from './scan';
import type { TextMatch, Vocabulary } from './vocabulary';

/** Text found anywhere in what plain words search. A `*` of a glob stands for any text. */
export interface Word {
	readonly type: 'word';
	readonly text: string;
	readonly glob: boolean;
	readonly negated: boolean;
}

/** Any of these flags is set. */
export interface FlagTerm {
	readonly type: 'flags';
	readonly names: readonly string[];
	readonly negated: boolean;
}

export interface Text {
	readonly type: 'text';
	readonly text: string;
	readonly match: TextMatch | 'glob';
}

export type Operator = '<' | '<=' | '>' | '>=' | '=' | '*';

/**
 * A bound in base units: bytes, parameters, tokens, seconds, seconds since 1970 (date).
 *
 * `low <= x < high` is what was written: a day for a date; for `=` all that rounds to it, so that
 * `size:4.7GB` finds what is shown as 4.7 GB; else low = high. `*`: has any value.
 */
export interface Quantity {
	readonly type: 'quantity';
	readonly kind: 'number' | 'age' | 'date';
	readonly op: Operator;
	readonly low: number;
	readonly high: number;
	/** As written, for `render`. */
	readonly text: string;
}

/** Any of these values is met. */
export interface FieldTerm {
	readonly type: 'field';
	readonly field: string;
	readonly values: readonly (Text | Quantity)[];
	readonly negated: boolean;
}

export type Term = Word | FlagTerm | FieldTerm;

/** What a query means: terms that must all hold. The server builds the same tree. */
export interface Query {
	readonly terms: readonly Term[];
	readonly vocabulary: Vocabulary;
}

/** A word that would be read as a field, or as one whose ":" was forgotten. */
export const MEANS_MORE = /^(?:[A-Za-z_]+:|[A-Za-z_]+[<>=])/;

/** A text that parses to the same tree. */
export function render(query: Query): string {
	return query.terms
		.map((term) => (term.negated ? '-' : '') + renderTerm(term, query.vocabulary))
		.join(' ');
}

function renderTerm(term: Term, vocabulary: Vocabulary): string {
	if (term.type === 'flags') return `is:${term.names.join(',')}`;
	if (term.type === 'field') {
		const exact = vocabulary.fields.get(term.field)?.match === 'exact';
		const values = term.values.map((value) =>
			value.type === 'text' ? renderText(value, exact) : renderQuantity(value)
		);
		return `${term.field}:${values.join(',')}`;
	}
	const { text } = term;
	if (term.glob) return text;
	const odd = text.includes('*') || text.startsWith('-') || MEANS_MORE.test(text);
	return odd || hasAny(text, SPACE + '"') ? quoted(text) : text;
}

function renderText(value: Text, exact: boolean): string {
	const means = /^[<>=]/.test(value.text);
	if (value.match === 'glob') return (means ? '=' : '') + value.text;
	return (value.match === 'exact' && !exact ? '=' : '') + asValue(value.text);
}

/** This text as the value of a field, in quotes where it must be. */
export function asValue(text: string): string {
	const odd = text.includes('*') || /^[<>=]/.test(text) || hasAny(text, SPACE + ',"');
	return odd ? quoted(text) : text;
}

function renderQuantity(value: Quantity): string {
	// a bare age means "at most that old", so only there "=" must be said
	const silent = value.op === '*' || (value.op === '=' && value.kind !== 'age');
	return (silent ? '' : value.op) + (value.text.includes(' ') ? quoted(value.text) : value.text);
}

export function quoted(text: string): string {
	return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function hasAny(text: string, chars: string): boolean {
	for (const char of chars) if (text.includes(char)) return true;
	return false;
}
