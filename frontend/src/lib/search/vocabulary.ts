import raw from '../../../../src/obt/search/vocabularies.json';

export type VocabularyName = 'models' | 'clients' | 'jobs';
export type TextMatch = 'contains' | 'prefix' | 'exact';

export interface Unit {
	readonly example: string;
	/** A number needs no unit. */
	readonly bare: boolean;
	/** As people write them. */
	readonly names: readonly string[];
	/** By name, in lower case. */
	readonly factors: ReadonlyMap<string, number>;
}

export interface Field {
	readonly name: string;
	readonly kind: 'text' | 'enum' | 'number' | 'time';
	/** What a value without `=` and `*` means; for text. */
	readonly match: TextMatch;
	/** The only ones there are; for enums. */
	readonly values: readonly string[];
	/** For numbers. */
	readonly unit: Unit | null;
	/** For people. */
	readonly about: string;
}

export interface Vocabulary {
	readonly name: VocabularyName;
	/** The text fields that plain words search. */
	readonly words: readonly string[];
	readonly fields: ReadonlyMap<string, Field>;
	readonly aliases: ReadonlyMap<string, string>;
	/** What each means, for people. */
	readonly flags: ReadonlyMap<string, string>;
}

interface FieldData {
	kind: Field['kind'];
	match?: TextMatch;
	values?: string[];
	unit?: string;
	aliases?: string[];
	about: string;
}

interface Data {
	units: Record<string, { example: string; bare: boolean; factors: Record<string, number> }>;
	vocabularies: Record<
		VocabularyName,
		{ words: string[]; fields: Record<string, FieldData>; flags: Record<string, string> }
	>;
}

// TypeScript takes each `kind` for any string: the shared cases hold the file to its shape
const data = raw as unknown as Data;
const LONGEST_MISSPELT = 40; // longer words are no misspelling of anything here

export function unit(name: string): Unit {
	const found = data.units[name];
	if (!found) throw new Error(`no unit ${name}`);
	const factors = Object.entries(found.factors);
	return {
		example: found.example,
		bare: found.bare,
		names: factors.map(([key]) => key),
		factors: new Map(factors.map(([key, factor]) => [key.toLowerCase(), factor]))
	};
}

function read(name: VocabularyName): Vocabulary {
	const { words, fields, flags } = data.vocabularies[name];
	const entries = Object.entries(fields);
	return {
		name,
		words,
		fields: new Map(entries.map(([key, field]) => [key, fieldOf(key, field)])),
		aliases: new Map(
			entries.flatMap(([key, field]) => (field.aliases ?? []).map((alias) => [alias, key] as const))
		),
		flags: new Map(Object.entries(flags))
	};
}

const fieldOf = (name: string, field: FieldData): Field => ({
	name,
	kind: field.kind,
	match: field.match ?? 'exact',
	values: field.values ?? [],
	unit: field.unit === undefined ? null : unit(field.unit),
	about: field.about
});

export const vocabularies: Readonly<Record<VocabularyName, Vocabulary>> = {
	models: read('models'),
	clients: read('clients'),
	jobs: read('jobs')
};

export function findField(vocabulary: Vocabulary, spelling: string): Field | undefined {
	const name = spelling.toLowerCase();
	return vocabulary.fields.get(vocabulary.aliases.get(name) ?? name);
}

/** The known word that was probably meant: what it begins, or what is a slip or two away. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
	const lowered = Array.from(word.toLowerCase());
	if (lowered.length > LONGEST_MISSPELT) return undefined;
	let best: string | undefined;
	let least = 3;
	for (const candidate of known) {
		if (lowered.length > 1 && candidate.startsWith(lowered.join(''))) return candidate;
		const distance = levenshtein(lowered, Array.from(candidate));
		if (distance < least && (distance === 1 || candidate.length > 4)) {
			best = candidate;
			least = distance;
		}
	}
	return best;
}

function levenshtein(a: readonly string[], b: readonly string[]): number {
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (const [i, left] of a.entries()) {
		const next = [i + 1];
		for (const [j, right] of b.entries()) {
			const change = row[j] ?? 0;
			const drop = row[j + 1] ?? 0;
			next.push(left === right ? change : 1 + Math.min(change, drop, next[j] ?? 0));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}
