import { createContext } from 'svelte';

export type Theme = 'dark' | 'light';

const KEY = 'obt-theme'; // read by the inline script of app.html too

/** The theme of the page: dark unless somebody chose light here before. */
export class ThemeState {
	#theme = $state<Theme>('dark');

	constructor(private readonly root: HTMLElement | undefined) {
		if (root && !root.classList.contains('dark')) this.#theme = 'light';
	}

	get theme(): Theme {
		return this.#theme;
	}

	toggle(): void {
		this.#theme = this.#theme === 'dark' ? 'light' : 'dark';
		this.root?.classList.toggle('dark', this.#theme === 'dark');
		try {
			localStorage.setItem(KEY, this.#theme);
		} catch (error) {
			// storage denied (private window): the choice lasts for this page
			if (!(error instanceof DOMException)) throw error;
		}
	}
}

export const [getTheme, setTheme] = createContext<ThemeState>();
