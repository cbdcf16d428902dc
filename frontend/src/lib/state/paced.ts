const PACE_MS = 1000;

/** Does it at once when wanted, but at most once a second and never twice at the same time. */
export class Paced {
	#wanted = false;
	#busy = false;
	#closed = false;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly act: () => Promise<unknown>) {}

	want(): void {
		this.#wanted = true;
		if (!this.#busy) void this.#run();
	}

	close = (): void => {
		this.#closed = true;
		clearTimeout(this.#timer);
	};

	async #run(): Promise<void> {
		this.#busy = true;
		this.#wanted = false;
		try {
			await this.act();
		} catch (error) {
			reportError(error); // nobody awaits it; the page goes on asking
		}
		if (this.#closed) return;
		this.#timer = setTimeout(() => {
			this.#busy = false;
			if (this.#wanted) void this.#run();
		}, PACE_MS);
	}
}
