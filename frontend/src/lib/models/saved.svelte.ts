import { isRecord, readJson, writeJson } from '$lib/ui/store';

/** A search that was given a name. Its address carries all of it, so it can be shared as a link. */
export interface SavedSearch {
	readonly name: string;
	/** The query part of the address, with its `?`; empty: everything. */
	readonly address: string;
}

const KEY = 'obt-saved-models';
const MOST = 100;
const LONGEST = 80;

type Box = Pick<Storage, 'getItem' | 'setItem'>;

/** The searches saved in this browser, by name. */
export class SavedSearches {
	#items = $state.raw<readonly SavedSearch[]>([]);
	#kept = true;

	/** None where the browser keeps nothing: they last as long as the tab. */
	constructor(private readonly box: Box | undefined) {
		this.#items = read(box);
	}

	get items(): readonly SavedSearch[] {
		return this.#items;
	}

	/** A name that is taken gets the new search. */
	save(name: string, address: string): void {
		const known = name.trim().slice(0, LONGEST);
		if (!known) return;
		const others = this.#newest().filter((it) => it.name !== known);
		this.#keep([...others, { name: known, address }].sort(byName).slice(0, MOST));
	}

	remove(name: string): void {
		this.#keep(this.#newest().filter((it) => it.name !== name));
	}

	/** With what another tab saved meanwhile. */
	#newest(): readonly SavedSearch[] {
		return this.#kept ? read(this.box) : this.#items;
	}

	#keep(items: readonly SavedSearch[]): void {
		this.#items = items;
		this.#kept = writeJson(this.box, KEY, items); // full, or forbidden: they last as long as the tab
	}
}

const byName = (a: SavedSearch, b: SavedSearch) => a.name.localeCompare(b.name, 'en');

function read(box: Box | undefined): SavedSearch[] {
	const found = readJson(box, KEY);
	return Array.isArray(found) ? found.filter(isSaved).slice(0, MOST) : [];
}

function isSaved(value: unknown): value is SavedSearch {
	if (!isRecord(value)) return false;
	const { name, address } = value;
	return typeof name === 'string' && name !== '' && typeof address === 'string';
}
