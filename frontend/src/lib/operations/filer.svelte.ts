import { ProblemError } from '$lib/api/problem';
import { getBatches, type Batches } from '$lib/state/batches.svelte';
import { getToasts } from '$lib/ui/toasts.svelte';
import type { Wish } from './transfer';

/** Files wishes. What becomes of them shows in the panel of filings. */
export class Filer {
	#busy = $state(false);
	#problem = $state.raw<string | null>(null);

	/** `told`: where a refusal is told beside `problem`. */
	constructor(
		private readonly batches: Pick<Batches, 'file'>,
		private readonly told?: (title: string, detail: string) => void
	) {}

	get busy(): boolean {
		return this.#busy;
	}
	/** Why the last ones were refused. */
	get problem(): string | null {
		return this.#problem;
	}

	/** Whether the server took all of them. */
	async file(...wishes: readonly Wish[]): Promise<boolean> {
		this.#busy = true;
		this.#problem = null;
		try {
			for (const { operation, targets } of wishes) await this.batches.file(operation, targets);
			return true;
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			this.#problem = error.message;
			this.told?.(`Could not ask for it: ${error.problem.title}`, error.message);
			return false;
		} finally {
			this.#busy = false;
		}
	}
}

/** For a dialog, which shows the problem itself: all else lies dimmed behind it. */
export const useDialogFiler = (): Filer => new Filer(getBatches());

/** For what stands in a page: a refusal is a message at its edge. */
export function useFiler(): Filer {
	const toasts = getToasts();
	return new Filer(getBatches(), (title, detail) => toasts.show('danger', title, detail));
}
