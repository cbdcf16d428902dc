const FIRST = 'a[href], button:not(:disabled), input:not(:disabled)';

/**
 * What a button opens below itself, by mouse and by keys: from a key the focus goes in, and it comes
 * back to the button when what was opened closes.
 */
export class Opening {
	open = $state(false);
	#byKeys = false;
	#around: HTMLElement | null = null;

	/** Attach around the button and what it opens. Flowbite opens with the focus alone, and so again when it comes back. */
	around = (node: HTMLElement): (() => void) => {
		this.#around = node;
		const stop = (event: Event) => event.stopPropagation();
		node.addEventListener('focusin', stop, true);
		return () => node.removeEventListener('focusin', stop, true);
	};

	/** The button's. Flowbite knows of the mouse alone, and a click that no mouse made has no detail. */
	clicked = (event: MouseEvent): void => {
		this.#byKeys = event.detail === 0;
		if (this.#byKeys) this.open = !this.open;
	};

	/** For Flowbite's `Dropdown`. */
	readonly dropdown = {
		placement: 'bottom-end',
		triggerDelay: 0,
		// what fades away would be in the way of whoever opens it again by key
		transitionParams: { duration: 0 },
		/** It is shown: only now it takes the focus. */
		ontoggle: (event: ToggleEvent): void => {
			if (event.newState !== 'open' || !this.#byKeys) return;
			this.#around?.querySelector('[popover]')?.querySelector<HTMLElement>(FIRST)?.focus();
		}
	} as const;

	close = (): void => {
		this.open = false;
		this.#around?.querySelector('button')?.focus();
	};

	/** The window's, before anybody else: Escape closes this alone. */
	escaped = (event: KeyboardEvent): void => {
		if (!this.open || event.key !== 'Escape') return;
		event.preventDefault();
		this.close();
	};
}
