const NEAR = 24; // pixels from the end that still count as the end

/** Scrolls panes: each follows its own growing text, and all go together where that is wished. */
export class Scrolling {
	#panes = new Set<HTMLElement>();
	#pinned = new WeakSet<HTMLElement>();
	#led: HTMLElement | null = null;
	together = false;

	/** Attach to a pane. */
	watch = (pane: HTMLElement): (() => void) => {
		this.#panes.add(pane);
		this.#pinned.add(pane);
		const scrolled = () => this.#scrolled(pane);
		pane.addEventListener('scroll', scrolled, { passive: true });
		const growth = new MutationObserver(() => this.#grown(pane));
		growth.observe(pane, { childList: true, characterData: true, subtree: true });
		return () => {
			growth.disconnect();
			this.#panes.delete(pane);
			pane.removeEventListener('scroll', scrolled);
		};
	};

	/** Who reads the end goes on reading the end; who scrolled up is left where they are. */
	#grown(pane: HTMLElement): void {
		if (this.#pinned.has(pane)) pane.scrollTop = pane.scrollHeight;
	}

	#scrolled(pane: HTMLElement): void {
		const atEnd = pane.scrollTop + pane.clientHeight >= pane.scrollHeight - NEAR;
		if (atEnd) this.#pinned.add(pane);
		else this.#pinned.delete(pane);
		if (!this.together || (this.#led !== null && this.#led !== pane)) return;
		// what we move ourselves reports a scroll too: only the first of a frame leads
		this.#led = pane;
		const share = pane.scrollTop / Math.max(1, pane.scrollHeight - pane.clientHeight);
		for (const other of this.#panes) {
			if (other === pane) continue;
			other.scrollTop = share * (other.scrollHeight - other.clientHeight);
		}
		requestAnimationFrame(() => requestAnimationFrame(() => (this.#led = null)));
	}
}

let pinned = true;

/** Whether the window shows its end, as its scrolling left it. */
export function atEnd(): void {
	const { scrollY, innerHeight } = window;
	pinned = scrollY + innerHeight >= document.documentElement.scrollHeight - NEAR * 4;
}

/** A chat grows at its end: who reads there goes on reading there. */
export function keepEnd(): void {
	if (pinned) window.scrollTo({ top: document.documentElement.scrollHeight });
}
