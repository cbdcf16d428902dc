const QUIET_MS = 250; // browsers refuse more than about 100 changes of the address in 30 s

/**
 * A view of a page that stands in its address. The view changes at once, so that a keystroke is not
 * held up; the address follows when the typing pauses.
 */
export class AddressedView<V extends object> {
	#view: V;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#closed = false;

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
		this.#drop();
		if (this.#closed) return;
		this.#timer = setTimeout(this.flush, QUIET_MS);
	};

	/** Writes what waits: the page is about to be left. */
	flush = (): void => {
		if (this.#timer === undefined) return;
		this.#drop();
		this.write(this.#view);
	};

	/** The address changed by itself: a link, or back and forth. */
	replace(view: V): void {
		this.#drop();
		this.#view = view;
	}

	/** Leaving the page, for good: the address is another page's now, whatever still comes in here. */
	close = (): void => {
		this.#closed = true;
		this.#drop();
	};

	#drop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}
}
