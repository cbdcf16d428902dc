import { flushSync } from 'svelte';

const USUAL = 800; // pixels of a window, until it is measured
const PAPER = 20_000; // pixels, some 20 pages: paper does not scroll, so that more than a screen is drawn

/** Where an element lies in the window, as scrolling and resizing change it. Attach `watch`. */
export class Viewport {
	#top = $state(0);
	#height = $state(USUAL);
	#width = $state(0);

	/** Pixels of the element above the window's upper edge; negative: it begins below. */
	get top(): number {
		return this.#top;
	}
	/** Height of the window. */
	get height(): number {
		return this.#height;
	}
	/** All of it is drawn, for paper. */
	get unrolled(): boolean {
		return this.#height === PAPER;
	}
	/** Width of the element. */
	get width(): number {
		return this.#width;
	}

	watch = (node: HTMLElement): (() => void) => {
		const measure = () => {
			const box = node.getBoundingClientRect();
			this.#top = -box.top;
			this.#height = window.innerHeight;
			this.#width = box.width;
		};
		const unroll = () =>
			// the browser takes its picture when this returns
			flushSync(() => {
				this.#top = 0;
				this.#height = PAPER;
			});
		// it is told of what it observes with the next layout: none has to be made for it
		const observer = new ResizeObserver(measure);
		observer.observe(node);
		observer.observe(document.body);
		window.addEventListener('scroll', measure, { passive: true });
		window.addEventListener('resize', measure);
		window.addEventListener('beforeprint', unroll);
		window.addEventListener('afterprint', measure);
		return () => {
			observer.disconnect();
			window.removeEventListener('scroll', measure);
			window.removeEventListener('resize', measure);
			window.removeEventListener('beforeprint', unroll);
			window.removeEventListener('afterprint', measure);
		};
	};
}
