import { ProblemError } from '$lib/api/problem';

/** What a page asked for. The newest question counts: an older answer that comes late is dropped. */
export class Reading<T> {
	#value = $state.raw<T | null>(null);
	#problem = $state<string | null>(null);
	#busy = $state(false);
	#question = $state('');
	#turn = 0;

	/** The last answer; it stays while the next one is on its way. */
	get value(): T | null {
		return this.#value;
	}
	/** The last answer if it is one to this question: an answer to another would stand under it wrongly. */
	answerTo(question: string): T | null {
		return this.#question === question ? this.#value : null;
	}
	get problem(): string | null {
		return this.#problem;
	}
	get busy(): boolean {
		return this.#busy;
	}

	/** `question`: what is asked, in words, for `answerTo`. */
	async read(call: () => Promise<T>, question = ''): Promise<void> {
		const turn = ++this.#turn;
		this.#busy = true;
		try {
			const value = await call();
			if (turn !== this.#turn) return;
			this.#value = value;
			this.#question = question;
			this.#problem = null;
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			if (turn === this.#turn) this.#problem = error.message;
		} finally {
			if (turn === this.#turn) this.#busy = false;
		}
	}

	/** Something else is looked at: what was known is not of it. */
	forget(): void {
		this.#turn++;
		this.#value = null;
		this.#problem = null;
		this.#busy = false;
	}
}
