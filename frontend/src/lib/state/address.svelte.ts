const QUIET_MS = 250; // browsers refuse more than about 100 changes of the address in 30 s

/**
 * A view of a page that stands in its address. The view changes at once, so that a keystroke is not
 * held up; the address follows when the typing pauses.
 */
export class AddressedView<V extends object> {
	#view: V;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(
		initial: V,
		private readonly write: (view: V) => void
	) {
		this.#view = $state.raw(initial);
	}

	get view(): V {
		return this.#view;
	}

	change = (part: Partial<V>): void => {
		this.#view = { ...this.#view, ...part };
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.write(this.#view), QUIET_MS);
	};

	/** The address changed by itself: a link, or back and forth. */
	replace(view: V): void {
		clearTimeout(this.#timer);
		this.#view = view;
	}

	/** Leaving the page: its address is no longer ours to write. */
	close = (): void => clearTimeout(this.#timer);
}
