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

/** Short messages at the edge of the page. Problems stay until closed. */
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
		this.#items = [...this.#items, { id, tone, title, detail }].slice(-MOST);
		if (tone !== 'danger') this.later(() => this.close(id), SHOWN_MS);
		return id;
	}

	close(id: number): void {
		this.#items = this.#items.filter((toast) => toast.id !== id);
	}
}

export const [getToasts, setToasts] = createContext<Toasts>();
