import { usual, type Manner } from '$lib/ui/manner';
import { createContext } from 'svelte';
import { recall, remember, storedAs, type Store } from './stored';

const KEY = 'settings'; // read by the inline script of app.html too, for the density
const CHOICES: { readonly [K in keyof Manner]: readonly Manner[K][] } = {
	sizes: ['kind', 'decimal', 'binary'],
	temperature: ['celsius', 'fahrenheit'],
	times: ['relative', 'exact'],
	density: ['comfortable', 'compact']
};

/** How the person at this browser wants things written; kept here, and nowhere else. */
export class Settings {
	#manner = $state.raw<Manner>(usual);

	constructor(
		private readonly store?: Store,
		private readonly root?: HTMLElement
	) {
		this.recall();
	}

	get manner(): Manner {
		return this.#manner;
	}

	change(part: Partial<Manner>): void {
		this.#manner = { ...this.#manner, ...part };
		remember(this.store, KEY, this.#manner);
		this.#lay();
	}

	/** As it is kept: after another tab changed it, or all was forgotten. */
	recall = (): void => {
		this.#manner = recall(this.store, KEY, usual, CHOICES);
		this.#lay();
	};

	/** What other tabs change is changed here; returns what ends it. */
	follow(): () => void {
		const heard = ({ key }: StorageEvent) => {
			if (key === null || key === storedAs(KEY)) this.recall(); // null: all of it was cleared
		};
		window.addEventListener('storage', heard);
		return () => window.removeEventListener('storage', heard);
	}

	#lay(): void {
		if (this.root) this.root.dataset.density = this.#manner.density;
	}
}

export const [getSettings, setSettings] = createContext<Settings>();
