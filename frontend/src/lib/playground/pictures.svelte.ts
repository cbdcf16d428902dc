import type { Toasts } from '$lib/ui/toasts.svelte';
import { readPicture, sift, type Picture } from './images';

/** The pictures that go with the next prompt. Kept in this page only. */
export class Pictures {
	#items = $state.raw<readonly Picture[]>([]);

	constructor(private readonly toasts: Toasts) {}

	get items(): readonly Picture[] {
		return this.#items;
	}

	async add(files: Iterable<File>): Promise<void> {
		const { taken, refused } = sift([...files], this.#items);
		if (refused.length) this.toasts.show('warn', 'Left out', refused.join(' '));
		for (const file of taken) {
			try {
				const picture = await readPicture(file);
				this.#items = [...this.#items, picture];
			} catch (error) {
				if (!(error instanceof DOMException)) throw error;
				this.toasts.show('warn', `${file.name} could not be read`, error.message);
			}
		}
	}

	remove(picture: Picture): void {
		this.#items = this.#items.filter((it) => it !== picture);
	}

	clear(): void {
		this.#items = [];
	}

	pasted = (event: ClipboardEvent): void => {
		const files = [...(event.clipboardData?.files ?? [])];
		if (files.length === 0) return; // text: the field takes it
		event.preventDefault();
		void this.add(files);
	};
}
