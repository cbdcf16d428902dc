import { ask, type Api } from '$lib/api/client';
import { ProblemError } from '$lib/api/problem';
import type { Toasts } from '$lib/ui/toasts.svelte';

/** Cancelling and retrying. What becomes of it comes by the stream; only a refusal is told here. */
export class JobWishes {
	constructor(
		private readonly api: Api,
		private readonly toasts: Toasts
	) {}

	cancel = (jobId: string): Promise<void> =>
		this.#wish('Could not cancel it', () =>
			ask(this.api.POST('/api/v1/jobs/{job_id}/cancel', { params: { path: { job_id: jobId } } }))
		);

	retry = (jobId: string): Promise<void> =>
		this.#wish('Could not retry it', () =>
			ask(this.api.POST('/api/v1/jobs/{job_id}/retry', { params: { path: { job_id: jobId } } }))
		);

	cancelBatch = (batchId: string): Promise<void> =>
		this.#wish('Could not cancel them', () =>
			ask(
				this.api.POST('/api/v1/batches/{batch_id}/cancel', {
					params: { path: { batch_id: batchId } }
				})
			)
		);

	/** Those that failed or were lost. */
	retryBatch = (batchId: string): Promise<void> =>
		this.#wish('Could not retry them', () =>
			ask(
				this.api.POST('/api/v1/batches/{batch_id}/retry', {
					params: { path: { batch_id: batchId } }
				})
			)
		);

	async #wish(refused: string, call: () => Promise<unknown>): Promise<void> {
		try {
			await call();
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			this.toasts.show('danger', refused, error.message);
		}
	}
}
