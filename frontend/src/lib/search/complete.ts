import { SPACE, scan, type Part, type RawTerm } from './scan';
import { asValue } from './tree';
import { findField, type Field, type Vocabulary } from './vocabulary';

/** Put `insert` in place of `start..end` (UTF-16 units), the caret behind it. */
export interface Suggestion {
	readonly insert: string;
	readonly start: number;
	readonly end: number;
	/** For people; may be empty. */
	readonly about: string;
}

/** The values that rows have in this text field, best first. */
export type Facets = (field: string) => readonly string[];

/** What could stand at the caret: fields and flags, or the values of the field it is in. */
export function complete(
	text: string,
	caret: number,
	vocabulary: Vocabulary,
	facets: Facets,
	limit = 20
): Suggestion[] {
	const term = scan(text).find((raw) => raw.headStart <= caret && caret <= raw.end);
	if (!term) return openings(vocabulary, '', caret, caret).slice(0, limit);
	const headEnd = term.headStart + (term.head === null ? 0 : term.head.length + 1);
	const typed = text.slice(term.headStart, caret);
	if (term.head === null || caret < headEnd) {
		if (typed.startsWith('"')) return [];
		const end = term.head === null ? term.end : headEnd;
		return openings(vocabulary, typed.toLowerCase(), term.headStart, end).slice(0, limit);
	}
	const part = term.parts.find((it) => it.start <= caret && caret <= it.end);
	if (!part || caret < part.textStart) return [];
	return values(text, caret, term, part, vocabulary, facets).slice(0, limit);
}

/** The value as a suggestion inserts it: a space ends a term, so what has one needs quotes. */
function values(
	text: string,
	caret: number,
	term: RawTerm,
	part: Part,
	vocabulary: Vocabulary,
	facets: Facets
): Suggestion[] {
	const start = part.textStart;
	const typed = text.slice(start + Number(part.quoted), caret).toLowerCase();
	const suggest = (value: string, about = ''): Suggestion => ({
		insert: asValue(value),
		start,
		end: part.end,
		about
	});
	const others = new Set(term.parts.filter((it) => it !== part).map((it) => it.text.toLowerCase()));
	const ranked = (known: readonly string[]) =>
		rank(
			known.filter((value) => !others.has(value.toLowerCase())),
			typed
		);

	if (term.head?.toLowerCase() === 'is') {
		const { flags } = vocabulary;
		return ranked([...flags.keys()]).map((flag) => suggest(flag, flags.get(flag)));
	}
	const field = term.head === null ? undefined : findField(vocabulary, term.head);
	if (!field) return [];
	if (field.kind === 'enum') return ranked(field.values).map((value) => suggest(value));
	if (field.kind === 'text') return ranked(facets(field.name)).map((value) => suggest(value));
	return withUnits(field, typed).map((value) => suggest(value));
}

const ageUnits: readonly string[] = ['h', 'd', 'w'];

function withUnits(field: Field, typed: string): string[] {
	if (!/^[0-9]+(\.[0-9]+)?$/.test(typed)) return [];
	return (field.unit?.names ?? ageUnits).map((name) => typed + name);
}

/** What starts as typed, then what has it anywhere; not what is there already. */
function rank(known: readonly string[], typed: string): string[] {
	const found = known.filter((value) => value.toLowerCase().includes(typed));
	const starts = (value: string) => value.toLowerCase().startsWith(typed);
	const ordered = [...found.filter(starts), ...found.filter((value) => !starts(value))];
	return ordered.length === 1 && ordered[0]?.toLowerCase() === typed ? [] : ordered;
}

function openings(vocabulary: Vocabulary, typed: string, start: number, end: number): Suggestion[] {
	const { fields, aliases, flags } = vocabulary;
	const names = [...fields.keys()].filter((name) => name.startsWith(typed));
	const byAlias = [...aliases].filter(([alias]) => alias.startsWith(typed)).map(([, name]) => name);
	const heads = [...new Set([...names, ...byAlias])].map((name) => ({
		insert: `${name}:`,
		about: fields.get(name)?.about ?? ''
	}));
	if ('is'.startsWith(typed)) heads.push({ insert: 'is:', about: [...flags.keys()].join(', ') });
	const set = typed ? [...flags].filter(([flag]) => flag.startsWith(typed)) : [];
	const flagged = set.map(([flag, about]) => ({ insert: `is:${flag}`, about }));
	return [...heads, ...flagged].map((opening) => ({ ...opening, start, end }));
}

/** The text and the caret after taking a suggestion; a finished term is followed by a space. */
export function accept(text: string, taken: Suggestion): { text: string; caret: number } {
	const rest = text.slice(taken.end);
	const open = taken.insert.endsWith(':');
	const space = open || (rest && (SPACE + ',').includes(rest.charAt(0))) ? '' : ' ';
	const before = text.slice(0, taken.start) + taken.insert + space;
	return { text: before + rest, caret: before.length };
}
