import { DAY_S, readAmount, readDay, type Refused } from './quantity';
import { scan, type Part, type RawTerm } from './scan';
import type { FieldTerm, Operator, Quantity, Query, Term, Text, Word } from './tree';
import { MEANS_MORE, quoted } from './tree';
import { findField, nearest, unit, type Field, type Unit, type Vocabulary } from './vocabulary';

const LONGEST = 1000; // UTF-16 units in a query
const SHOWN = 40; // code points of the query that a message repeats
const duration = unit('duration');

/** What is wrong with a query, for people, and where: in UTF-16 units. */
export interface QueryError {
	readonly message: string;
	readonly position: number;
	readonly length: number;
}

export type Parsed =
	| { readonly query: Query; readonly error?: undefined }
	| { readonly query?: undefined; readonly error: QueryError };

class Failure extends Error {
	constructor(readonly error: QueryError) {
		super(error.message);
	}
}

/** An empty text is a query that everything meets. */
export function parse(text: string, vocabulary: Vocabulary): Parsed {
	if (text.length > LONGEST) {
		const message = `the query is too long: at most ${LONGEST} characters`;
		return { error: { message, position: LONGEST, length: text.length - LONGEST } };
	}
	const parser = new Parser(text, vocabulary);
	try {
		return { query: { terms: scan(text).map((raw) => parser.term(raw)), vocabulary } };
	} catch (problem) {
		if (problem instanceof Failure) return { error: problem.error };
		throw problem;
	}
}

class Parser {
	constructor(
		readonly query: string,
		readonly vocabulary: Vocabulary
	) {}

	fail(start: number, end: number, what: string, rest = ''): never {
		const message = `${what} at ${start}${rest}`;
		throw new Failure({ message, position: start, length: end - start });
	}

	term(raw: RawTerm): Term {
		const { head, negated } = raw;
		if (head === null) return this.word(raw);
		if (head.toLowerCase() === 'is') {
			this.checkParts(raw, head);
			const known = [...this.vocabulary.flags.keys()];
			const names = raw.parts.map((part) => this.oneOf('flag', known, part));
			return { type: 'flags', names, negated };
		}
		const field = findField(this.vocabulary, head);
		if (!field) this.unknownField(raw, head);
		this.checkParts(raw, head);
		const values: FieldTerm['values'] = raw.parts.map((part) => this.value(field, part));
		return { type: 'field', field: field.name, values, negated };
	}

	word(raw: RawTerm): Word {
		const [part] = raw.parts;
		if (!part || part.end === part.start) {
			this.fail(raw.start, raw.end, "the '-'", ' has nothing to exclude');
		}
		this.checkQuotes(part);
		if (!part.quoted && MEANS_MORE.test(part.text)) this.checkColon(part);
		const glob = !part.quoted && part.text.includes('*');
		return { type: 'word', text: part.text, glob, negated: raw.negated };
	}

	checkColon(part: Part): void {
		const sign = /<=|>=|<|>|=/.exec(part.text);
		if (!sign) return;
		const name = part.text.slice(0, sign.index);
		const kind = findField(this.vocabulary, name)?.kind;
		if (kind !== 'number' && kind !== 'time') return;
		const better = `${name}:${clip(part.text.slice(sign.index))}`;
		const end = part.start + sign.index + sign[0].length;
		this.fail(part.start, end, `'${name}'`, ` lacks its ':': write ${better}`);
	}

	unknownField(raw: RawTerm, head: string): never {
		const { fields, aliases, flags } = this.vocabulary;
		const near = nearest(head, [...fields.keys(), ...aliases.keys(), 'is']);
		const text = clip(this.query.slice(raw.headStart, raw.end));
		let rest = `: to find that text, write ${quoted(text)}`;
		if (near !== undefined) rest = `: did you mean '${near}'?`;
		if (flags.has(head.toLowerCase())) rest = `: did you mean 'is:${head.toLowerCase()}'?`;
		const end = raw.headStart + head.length;
		this.fail(raw.headStart, end, `unknown field '${clip(head)}'`, rest);
	}

	checkParts(raw: RawTerm, head: string): void {
		for (const [index, part] of raw.parts.entries()) {
			if (part.quoted || part.text) this.checkQuotes(part);
			else if (part.op) this.fail(part.start, part.end, `'${part.op}'`, ' has no value');
			else if (index) this.fail(part.start - 1, part.start, "the ','", ' has no value after it');
			else this.fail(raw.headStart, part.start, `'${head}:'`, ' has no value');
		}
	}

	checkQuotes(part: Part): void {
		if (!part.closed) this.fail(part.textStart, part.end, 'the quote', ' is not closed');
		if (part.tail < part.end) {
			const tail = clip(this.query.slice(part.tail, part.end));
			this.fail(part.tail, part.end, `'${tail}'`, ' follows a quote: put a space between');
		}
		if (part.quoted && !part.text) {
			this.fail(part.textStart, part.end, 'the quotes', ' have nothing between them');
		}
		if (!part.quoted && part.text.includes('"')) {
			const at = part.textStart + part.text.indexOf('"');
			this.fail(at, at + 1, 'the quote', ' is inside a word: put quotes around all of it');
		}
	}

	oneOf(noun: string, known: readonly string[], part: Part): string {
		if (part.op && (noun === 'flag' || part.op !== '=')) {
			const end = part.start + part.op.length;
			this.fail(part.start, end, `'${part.op}'`, ` cannot compare a ${noun}`);
		}
		const name = part.text.toLowerCase();
		if (!known.includes(name)) {
			const near = nearest(name, known);
			const rest =
				near === undefined ? `: one of ${known.join(', ')}` : `: did you mean '${near}'?`;
			this.fail(part.textStart, part.end, `unknown ${noun} '${clip(part.text)}'`, rest);
		}
		return name;
	}

	value(field: Field, part: Part): Text | Quantity {
		if (field.kind === 'enum') {
			return { type: 'text', text: this.oneOf(field.name, field.values, part), match: 'exact' };
		}
		if (field.kind !== 'text') return this.quantity(field, part);
		if (part.op && part.op !== '=') {
			const end = part.start + part.op.length;
			this.fail(part.start, end, `'${part.op}'`, ` cannot compare '${field.name}', a text`);
		}
		const { text } = part;
		if (!part.quoted && text.includes('*')) return { type: 'text', text, match: 'glob' };
		return { type: 'text', text, match: part.op ? 'exact' : field.match };
	}

	quantity(field: Field, part: Part): Quantity {
		const { text } = part;
		if (text === '*' && !part.quoted && !part.op) {
			return { type: 'quantity', kind: 'number', op: '*', low: 0, high: 0, text };
		}
		let op: Operator = part.op || '=';
		if (!field.unit) {
			const low = readDay(text);
			if (low !== undefined) {
				return { type: 'quantity', kind: 'date', op, low, high: low + DAY_S, text };
			}
			// "7d" of an age means within 7 days: nothing is exactly that old
			op = part.op || '<=';
		}
		const of = field.unit ?? duration;
		const read = readAmount(text, of);
		if ('why' in read) this.refuse(field, of, part, read);
		const kind = field.unit ? 'number' : 'age';
		const { value } = read;
		const [low, high] = op === '=' ? [read.low, read.high] : [value, value];
		return { type: 'quantity', kind, op, low, high, text };
	}

	refuse(field: Field, of: Unit, part: Part, refused: Refused): never {
		const names = `: one of ${of.names.join(', ')}`;
		if (refused.why === 'unit') {
			const at = part.textStart + Number(part.quoted) + refused.at;
			const rest = of.names.length ? names : ': write a plain number';
			this.fail(at, at + refused.text.length, `unknown unit '${clip(refused.text)}'`, rest);
		}
		const shown = `'${clip(part.text)}'`;
		if (refused.why === 'bare') {
			this.fail(part.textStart, part.end, shown, ` needs a unit${names}`);
		}
		const what = field.unit
			? `a number such as ${of.example}`
			: 'an age such as 7d or a date such as 2026-01-31';
		this.fail(part.textStart, part.end, shown, ` is not ${what}`);
	}
}

function clip(text: string): string {
	const points = Array.from(text);
	return points.length <= SHOWN ? text : points.slice(0, SHOWN).join('') + '…';
}
