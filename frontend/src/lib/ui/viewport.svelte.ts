/** Where an element lies in the window, as scrolling and resizing change it. Attach `watch`. */
export class Viewport {
	#top = $state(0);
	#height = $state(0);
	#width = $state(0);

	/** Pixels of the element above the window's upper edge; negative: it begins below. */
	get top(): number {
		return this.#top;
	}
	/** Height of the window. */
	get height(): number {
		return this.#height;
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
		measure();
		const observer = new ResizeObserver(measure);
		observer.observe(node);
		observer.observe(document.body);
		window.addEventListener('scroll', measure, { passive: true });
		window.addEventListener('resize', measure);
		return () => {
			observer.disconnect();
			window.removeEventListener('scroll', measure);
			window.removeEventListener('resize', measure);
		};
	};
}
