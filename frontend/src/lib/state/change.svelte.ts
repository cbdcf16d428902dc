import { ProblemError } from '$lib/api/problem';

/** A change that somebody asks the server for, as a dialog shows it. */
export class Change {
	#busy = $state(false);
	#problem = $state<string | null>(null);

	/** `words`: how a refusal is told. */
	constructor(private readonly words: (refused: ProblemError) => string = (it) => it.message) {}

	get busy(): boolean {
		return this.#busy;
	}
	/** Why the last one was refused. */
	get problem(): string | null {
		return this.#problem;
	}

	async make(call: () => Promise<void>): Promise<void> {
		this.#busy = true;
		this.#problem = null;
		try {
			await call();
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			this.#problem = this.words(error);
		} finally {
			this.#busy = false;
		}
	}
}
