/** What the palette offers: somewhere to go, or something to do. */
export interface Command {
	/** Unique among all. */
	readonly id: string;
	readonly group: 'Go to' | 'Machines' | 'Models' | 'Actions';
	readonly title: string;
	/** Beside the title, quieter. */
	readonly detail?: string;
	/** Keys that do the same without the palette, e.g. `g m`. */
	readonly keys?: string;
	readonly run: () => void;
}

export interface Match {
	readonly command: Command;
	/** Where in the title the query's letters are, for marking. */
	readonly at: readonly number[];
}

const WORD_START = /[\s/:._-]/;

/**
 * The letters of `query` in `text`, in order, as people shorten names ("lm3" finds "llama3").
 * Null when they are not there; the score is higher for runs and for beginnings of words.
 */
export function fuzzy(query: string, text: string): { score: number; at: number[] } | null {
	const wanted = query.toLowerCase().replaceAll(/\s+/g, '');
	const within = text.toLowerCase();
	const whole = within.indexOf(query.toLowerCase().trim());
	if (wanted && whole >= 0) {
		const length = query.trim().length;
		const start = whole === 0 || WORD_START.test(within[whole - 1] ?? '');
		return {
			score: 1000 - whole - text.length / 100 + (start ? 500 : 0),
			at: Array.from({ length }, (_, i) => whole + i)
		};
	}
	const at: number[] = [];
	let from = 0;
	let score = 0;
	for (const letter of wanted) {
		const found = within.indexOf(letter, from);
		if (found < 0) return null;
		score += found === from ? 5 : 0;
		score += found === 0 || WORD_START.test(within[found - 1] ?? '') ? 3 : 0;
		at.push(found);
		from = found + 1;
	}
	return { score: score - text.length / 100, at };
}

/** The best of them, best first; without a query the first ones as they come. */
export function best(commands: Iterable<Command>, query: string, most: number): Match[] {
	if (!query.trim()) return first(commands, most);
	const found: (Match & { score: number })[] = [];
	for (const command of commands) {
		const match = fuzzy(query, command.title);
		if (match) found.push({ command, at: match.at, score: match.score });
	}
	// stable: equals keep the order they came in
	return found.sort((a, b) => b.score - a.score).slice(0, most);
}

function first(commands: Iterable<Command>, most: number): Match[] {
	const some: Match[] = [];
	for (const command of commands) {
		if (some.length === most) break;
		some.push({ command, at: [] });
	}
	return some;
}

/** Parts of a title, marked where the query's letters are. */
export function marked(title: string, at: readonly number[]): { text: string; hit: boolean }[] {
	const hits = new Set(at);
	const parts: { text: string; hit: boolean }[] = [];
	for (let i = 0; i < title.length; i++) {
		const hit = hits.has(i);
		const last = parts.at(-1);
		if (last?.hit === hit) last.text += title.charAt(i);
		else parts.push({ text: title.charAt(i), hit });
	}
	return parts;
}
