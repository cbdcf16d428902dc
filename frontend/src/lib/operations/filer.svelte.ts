import { ProblemError } from '$lib/api/problem';
import { getBatches, type Batches } from '$lib/state/batches.svelte';
import { getToasts, type Toasts } from '$lib/ui/toasts.svelte';
import type { Wish } from './transfer';

/** Files wishes for a dialog. What becomes of them shows in the panel of filings. */
export class Filer {
	#busy = $state(false);

	constructor(
		private readonly batches: Batches,
		private readonly toasts: Toasts
	) {}

	get busy(): boolean {
		return this.#busy;
	}

	/** Whether the server took all of them; a refusal is told. */
	file = (...wishes: readonly Wish[]): Promise<boolean> =>
		this.attempt(async () => {
			for (const { operation, targets } of wishes) await this.batches.file(operation, targets);
		});

	async attempt(act: () => Promise<unknown>): Promise<boolean> {
		this.#busy = true;
		try {
			await act();
			return true;
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			this.toasts.show('danger', `Could not ask for it: ${error.problem.title}`, error.message);
			return false;
		} finally {
			this.#busy = false;
		}
	}
}

export const useFiler = (): Filer => new Filer(getBatches(), getToasts());
