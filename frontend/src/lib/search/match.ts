import type { FieldTerm, Operator, Quantity, Query, Term, Text, Word } from './tree';
import type { Vocabulary } from './vocabulary';

/** What can be asked of a thing that is searched. */
export interface Row {
	/** All that plain words search, in lower case; one text a line. */
	readonly words: string;
	/** In lower case, without empty ones. Not made anew on each call. */
	texts(field: string): readonly string[];
	/** In base units; times in seconds since 1970; null = there is none. */
	number(field: string): number | null;
	flag(name: string): boolean;
}

export type Test = (row: Row) => boolean;

export interface RowValues {
	readonly texts: Readonly<Record<string, readonly (string | null | undefined)[]>>;
	readonly numbers?: Readonly<Record<string, number | null | undefined>>;
	readonly flags?: readonly string[];
}

const none: readonly string[] = [];
const noNumbers: NonNullable<RowValues['numbers']> = {};

/** A row made of plain values. What a vocabulary has and this is not given is absent. */
export class IndexedRow implements Row {
	readonly words: string;
	readonly #texts: Record<string, readonly string[]> = {};
	readonly #numbers: NonNullable<RowValues['numbers']>;
	readonly #flags: readonly string[];

	/** Keeps `numbers` and `flags` themselves: 50,000 rows are made at once when the page opens. */
	constructor(vocabulary: Vocabulary, { texts, numbers, flags }: RowValues) {
		for (const field in texts) {
			const kept: string[] = [];
			for (const text of texts[field] ?? none) if (text) kept.push(text.toLowerCase());
			this.#texts[field] = kept;
		}
		this.#numbers = numbers ?? noNumbers;
		this.#flags = flags ?? none;
		const words: string[] = [];
		for (const field of vocabulary.words) words.push(...this.texts(field));
		this.words = words.join('\n');
	}

	texts(field: string): readonly string[] {
		return this.#texts[field] ?? none;
	}

	number(field: string): number | null {
		return this.#numbers[field] ?? null;
	}

	flag(name: string): boolean {
		return this.#flags.includes(name);
	}
}

/**
 * The query as one function, which allocates nothing.
 *
 * @param now seconds since 1970, for ages
 */
export function compile(query: Query, now: number = Date.now() / 1000): Test {
	const byCost = [...query.terms].sort((a, b) => cost(a) - cost(b));
	const tests = byCost.map((term) => termTest(term, now));
	const [only] = tests;
	if (only && tests.length === 1) return only;
	return (row) => {
		for (const test of tests) if (!test(row)) return false;
		return true;
	};
}

/** What a row costs: a look-up, a scan of one text, a scan of several. */
function cost(term: Term): number {
	if (term.type === 'flags') return 0;
	if (term.type === 'word') return 2;
	return term.values[0]?.type === 'quantity' ? 1 : 3;
}

function termTest(term: Term, now: number): Test {
	const test = positiveTest(term, now);
	// a plain complement: what has no value at all does not meet the term, so meets its negation
	return term.negated ? (row) => !test(row) : test;
}

function positiveTest(term: Term, now: number): Test {
	if (term.type === 'word') return wordTest(term);
	if (term.type === 'flags')
		return anyOf(
			term.names.map(
				(name): Test =>
					(row) =>
						row.flag(name)
			)
		);
	return fieldTest(term, now);
}

function anyOf<T>(tests: readonly ((it: T) => boolean)[]): (it: T) => boolean {
	const [only] = tests;
	if (only && tests.length === 1) return only;
	return (it) => {
		for (const test of tests) if (test(it)) return true;
		return false;
	};
}

function wordTest(term: Word): Test {
	const text = term.text.toLowerCase();
	if (!term.glob) return (row) => row.words.includes(text);
	const pieces = text.split('*').filter(Boolean);
	return (row) => onOneLine(row.words, pieces);
}

function fieldTest({ field, values }: FieldTerm, now: number): Test {
	const quantities = values.filter((value) => value.type === 'quantity');
	// a field is a text or a number, so never both
	if (quantities.length) return anyOf(quantities.map((value) => quantityTest(field, value, now)));
	const holds = anyOf(values.filter((value) => value.type === 'text').map(textTest));
	return (row) => {
		for (const text of row.texts(field)) if (holds(text)) return true;
		return false;
	};
}

function textTest(value: Text): (text: string) => boolean {
	const wanted = value.text.toLowerCase();
	if (value.match === 'exact') return (text) => text === wanted;
	if (value.match === 'prefix') return (text) => text.startsWith(wanted);
	if (value.match === 'contains') return (text) => text.includes(wanted);
	const pieces = wanted.split('*');
	return (text) => isWhole(text, pieces);
}

function quantityTest(field: string, { kind, op, low, high }: Quantity, now: number): Test {
	const holds = comparisons[op];
	return (row) => {
		const x = row.number(field);
		return x !== null && holds(kind === 'age' ? now - x : x, low, high);
	};
}

const comparisons: Record<Operator, (x: number, low: number, high: number) => boolean> = {
	'<': (x, low) => x < low,
	'<=': (x, low, high) => x < high || x === low,
	'>': (x, low, high) => x >= high && x !== low,
	'>=': (x, low) => x >= low,
	'=': (x, low, high) => low <= x && x < high,
	'*': () => true
};

function isWhole(text: string, pieces: readonly string[]): boolean {
	const first = pieces[0] ?? '';
	const last = pieces[pieces.length - 1] ?? '';
	const end = text.length - last.length;
	let at = first.length;
	if (at > end || !text.startsWith(first) || !text.endsWith(last)) return false;
	for (let index = 1; index < pieces.length - 1; index += 1) {
		const piece = pieces[index] ?? '';
		const found = text.indexOf(piece, at);
		if (found < 0 || found + piece.length > end) return false;
		at = found + piece.length;
	}
	return true;
}

/** The first place of each piece is the best one, so one pass a line is enough. */
function onOneLine(text: string, pieces: readonly string[]): boolean {
	let start = 0;
	while (start <= text.length) {
		const newline = text.indexOf('\n', start);
		const end = newline < 0 ? text.length : newline;
		if (inOrder(text, pieces, start, end)) return true;
		start = end + 1;
	}
	return false;
}

function inOrder(text: string, pieces: readonly string[], start: number, end: number): boolean {
	let at = start;
	for (const piece of pieces) {
		const found = text.indexOf(piece, at);
		if (found < 0 || found + piece.length > end) return false;
		at = found + piece.length;
	}
	return true;
}
