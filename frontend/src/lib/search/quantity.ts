import { unit, type Unit } from './vocabulary';

// 15 digits are exact in a double; more would compare wrongly
const NUMBER = /^([0-9]{1,15}(?:\.([0-9]{1,6}))?)( ?)([A-Za-z%]*)$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
export const DAY_S = 86400;

export interface Amount {
	/** In base units. */
	readonly value: number;
	/** What rounds to it as written: low <= x < high. */
	readonly low: number;
	readonly high: number;
}

export interface Refused {
	/** number: it is none; unit: no such; bare: one is needed. */
	readonly why: 'number' | 'unit' | 'bare';
	readonly at: number;
	readonly text: string;
}

export function readAmount(text: string, of: Unit): Amount | Refused {
	const match = NUMBER.exec(text);
	if (!match) return { why: 'number', at: 0, text };
	const [, digits = '', decimals = '', space = '', name = ''] = match;
	const factor = name ? of.factors.get(name.toLowerCase()) : 1;
	if (factor === undefined) return { why: 'unit', at: digits.length + space.length, text: name };
	const number = Number(digits);
	if (!name && !of.bare && number !== 0) return { why: 'bare', at: 0, text };
	// from its decimal form, so that Python and browsers get the same bits
	const half = Number(`0.${'0'.repeat(decimals.length)}5`);
	return { value: number * factor, low: (number - half) * factor, high: (number + half) * factor };
}

/** Start of that day in UTC, seconds since 1970. */
export function readDay(text: string): number | undefined {
	if (!DATE.test(text)) return undefined;
	const ms = Date.parse(`${text}T00:00:00Z`);
	// 30 February would be taken for 2 March
	const real = ms >= 0 && new Date(ms).toISOString().startsWith(text);
	return real ? ms / 1000 : undefined;
}

const units = new Map<string, Unit>();

/** The number in base units, for rows that have it as text: Ollama's "8.0B" parameters. */
export function quantity(text: string, unitName: string): number | null {
	let of = units.get(unitName);
	if (!of) units.set(unitName, (of = unit(unitName)));
	const read = readAmount(text.trim(), of);
	return 'why' in read ? null : read.value;
}
