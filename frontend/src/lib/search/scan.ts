/**
 * Cuts a query into raw terms. It never fails: what is wrong with them is for the parser to say.
 *
 *     term = ["-"] (field ":" part *("," part) | part)
 *     part = [operator] (quoted | bare)      the operator after a field only
 *
 * A field is letters and "_" only, so `llama3.2:1b` and `gpt-oss:20b` are words.
 */

export const SPACE = ' \t\n\r\f\v\u00a0\u3000';
const HEAD = /([A-Za-z_]+):/y;
const OPERATOR = /<=|>=|<|>|=/y;

export type WrittenOperator = '' | '<' | '<=' | '>' | '>=' | '=';

/** One value. Offsets are in UTF-16 units of the query. */
export interface Part {
	readonly start: number;
	readonly end: number;
	readonly op: WrittenOperator;
	/** Without its quotes and escapes. */
	readonly text: string;
	/** Where the value begins after the operator, its quote included. */
	readonly textStart: number;
	readonly quoted: boolean;
	/** The quote is; true of what has none. */
	readonly closed: boolean;
	/** Where what follows the closing quote begins; `end` = nothing does. */
	readonly tail: number;
}

export interface RawTerm {
	readonly start: number;
	readonly end: number;
	readonly negated: boolean;
	/** The field as written. */
	readonly head: string | null;
	readonly headStart: number;
	readonly parts: readonly Part[];
}

export function scan(query: string): RawTerm[] {
	const terms: RawTerm[] = [];
	let at = 0;
	while (at < query.length) {
		if (SPACE.includes(query.charAt(at))) {
			at += 1;
			continue;
		}
		const term = scanTerm(query, at);
		terms.push(term);
		at = term.end;
	}
	return terms;
}

function scanTerm(query: string, start: number): RawTerm {
	const negated = query[start] === '-';
	const headStart = start + Number(negated);
	HEAD.lastIndex = headStart;
	const head = HEAD.exec(query)?.[1] ?? null;
	const listed = head !== null;
	let last = scanPart(query, listed ? headStart + head.length + 1 : headStart, listed);
	const parts = [last];
	while (listed && query[last.end] === ',') {
		last = scanPart(query, last.end + 1, listed);
		parts.push(last);
	}
	return { start, end: last.end, negated, head, headStart, parts };
}

function scanPart(query: string, start: number, listed: boolean): Part {
	OPERATOR.lastIndex = start;
	const op = ((listed && OPERATOR.exec(query)?.[0]) || '') as WrittenOperator;
	const textStart = start + op.length;
	const stops = listed ? SPACE + ',' : SPACE;
	if (query[textStart] !== '"') {
		const end = bareEnd(query, textStart, stops);
		const text = query.slice(textStart, end);
		return { start, end, op, text, textStart, quoted: false, closed: true, tail: end };
	}
	const { text, tail, closed } = scanQuoted(query, textStart + 1);
	const end = bareEnd(query, tail, stops);
	return { start, end, op, text, textStart, quoted: true, closed, tail };
}

function bareEnd(query: string, from: number, stops: string): number {
	let at = from;
	while (at < query.length && !stops.includes(query.charAt(at))) at += 1;
	return at;
}

function scanQuoted(query: string, from: number): { text: string; tail: number; closed: boolean } {
	let text = '';
	let at = from;
	while (at < query.length) {
		if (query[at] === '"') return { text, tail: at + 1, closed: true };
		if (query[at] === '\\' && (query[at + 1] === '"' || query[at + 1] === '\\')) at += 1;
		text += query.charAt(at);
		at += 1;
	}
	return { text, tail: at, closed: false };
}
