import { createContext } from 'svelte';
import { browserStore, guarded } from './store';

export type Theme = 'dark' | 'light';
export type ThemeChoice = Theme | 'system';

const KEY = 'obt-theme'; // read by the inline script of app.html too
const CHOICES: readonly string[] = ['dark', 'light', 'system'] satisfies ThemeChoice[];

/** What of the browser is needed; absent on a server that draws pages. */
export interface ThemeWorld {
	readonly root: HTMLElement;
	readonly storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;
	/** Matches while the system is set to light. */
	readonly light: MediaQueryList;
}

/** The theme of the page: dark unless somebody chose light, or to follow the system, here before. */
export class ThemeState {
	#choice = $state<ThemeChoice>('dark');
	#system = $state<Theme>('dark');

	constructor(private readonly world: ThemeWorld | undefined) {
		if (!world) return;
		this.#system = world.light.matches ? 'light' : 'dark';
		this.#choice = this.#remembered();
	}

	get choice(): ThemeChoice {
		return this.#choice;
	}
	get theme(): Theme {
		return this.#choice === 'system' ? this.#system : this.#choice;
	}

	choose(choice: ThemeChoice): void {
		this.#choice = choice;
		this.#paint();
		// denied: the choice lasts for this page
		guarded(() => this.world?.storage?.setItem(KEY, choice), undefined);
	}

	toggle(): void {
		this.choose(this.theme === 'dark' ? 'light' : 'dark');
	}

	/** Follows the system, and what other tabs choose; returns what ends it. */
	follow(): () => void {
		const { light } = this.world ?? {};
		const changed = () => {
			this.#system = light?.matches ? 'light' : 'dark';
			this.#paint();
		};
		const stored = ({ key }: StorageEvent) => {
			if (key !== KEY && key !== null) return;
			this.#choice = this.#remembered();
			this.#paint();
		};
		light?.addEventListener('change', changed);
		window.addEventListener('storage', stored);
		return () => {
			light?.removeEventListener('change', changed);
			window.removeEventListener('storage', stored);
		};
	}

	#remembered(): ThemeChoice {
		const kept = guarded(() => this.world?.storage?.getItem(KEY), null) ?? 'dark';
		return CHOICES.includes(kept) ? (kept as ThemeChoice) : 'dark';
	}

	#paint(): void {
		this.world?.root.classList.toggle('dark', this.theme === 'dark');
	}
}

export const browserTheme = (): ThemeWorld => ({
	root: document.documentElement,
	storage: browserStore(),
	light: matchMedia('(prefers-color-scheme: light)')
});

export const [getTheme, setTheme] = createContext<ThemeState>();
