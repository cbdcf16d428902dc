/** The keys of the whole page, told by `?` and obeyed by the palette. */
export interface KeyHelp {
	readonly keys: readonly string[];
	readonly does: string;
}

export const helps: readonly { readonly title: string; readonly keys: readonly KeyHelp[] }[] = [
	{
		title: 'Everywhere',
		keys: [
			{ keys: ['Ctrl', 'K'], does: 'Find a machine, a model, a page, an action' },
			{ keys: ['/'], does: 'Search on this page' },
			{ keys: ['g', 'f'], does: 'Go to the fleet' },
			{ keys: ['g', 'm'], does: 'Go to the models' },
			{ keys: ['g', 'j'], does: 'Go to the jobs' },
			{ keys: ['g', 'b'], does: 'Go to the benchmarks' },
			{ keys: ['g', 's'], does: 'Go to the settings' },
			{ keys: ['g', 'p'], does: 'Go to the playground' },
			{ keys: ['?'], does: 'These keys' },
			{ keys: ['Esc'], does: 'Close, or clear the search' }
		]
	},
	{
		title: 'Lists and the grid',
		keys: [
			{ keys: ['j', 'k'], does: 'From row to row, and into the list; arrows do it too' },
			{ keys: ['←', '→'], does: 'From cell to cell in the grid; open and close in the list' },
			{ keys: ['x'], does: 'Select; with Shift all from the last one to here' },
			{ keys: ['Enter'], does: 'Open the model' },
			{ keys: ['Esc'], does: 'Leave the list; in the grid, select nothing' }
		]
	}
];

/** A key pressed where nothing is being typed; null otherwise. */
export function plainKey(event: KeyboardEvent): string | null {
	if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
	const target = event.target;
	if (
		target instanceof Element &&
		target.closest('input, textarea, select, [contenteditable="true"], dialog')
	)
		return null;
	return event.key;
}

export const opensPalette = (event: KeyboardEvent): boolean =>
	(event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k';

const SECOND_KEY_MS = 1200;

/** Two keys one after the other, as `g m`: gives the pair when the second comes in time. */
export class KeyPair {
	#first: { key: string; at: number } | null = null;

	constructor(private readonly firsts: ReadonlySet<string>) {}

	press(key: string, at: number): string | null {
		const before = this.#first;
		this.#first = null;
		if (before && at - before.at <= SECOND_KEY_MS) return `${before.key} ${key}`;
		if (this.firsts.has(key)) this.#first = { key, at };
		return null;
	}
}
