import { createContext } from 'svelte';

export type Tone = 'ok' | 'warn' | 'danger' | 'info' | 'neutral';

export interface Toast {
	readonly id: number;
	readonly tone: Tone;
	readonly title: string;
	readonly detail: string;
}

const SHOWN_MS = 6000;
const MOST = 4; // more would cover what they speak of

/** Short messages at the edge of the page. Problems stay until closed; the same one is told once. */
export class Toasts {
	#items = $state.raw<readonly Toast[]>([]);
	#next = 0;

	constructor(
		private readonly later: (run: () => void, ms: number) => unknown = (run, ms) =>
			setTimeout(run, ms)
	) {}

	get items(): readonly Toast[] {
		return this.#items;
	}

	show(tone: Tone, title: string, detail = ''): number {
		const id = this.#next++;
		const others = this.#items.filter((it) => it.title !== title || it.detail !== detail);
		const all = [...others, { id, tone, title, detail }];
		const passing = all.filter((it) => it.tone !== 'danger');
		const gone = passing.slice(0, Math.max(0, all.length - MOST));
		this.#items = all.filter((it) => !gone.includes(it));
		if (tone !== 'danger') this.later(() => this.close(id), SHOWN_MS);
		return id;
	}

	close(id: number): void {
		this.#items = this.#items.filter((toast) => toast.id !== id);
	}
}

export const [getToasts, setToasts] = createContext<Toasts>();
