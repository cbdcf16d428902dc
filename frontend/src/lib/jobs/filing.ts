import type { Job } from '$lib/api/types';
import { isOpen } from '$lib/live/fleet';
import type { Filing } from '$lib/state/batches.svelte';

/** How far the jobs of one act are. A job the stream has not told of yet counts as queued. */
export interface Outcome {
	readonly total: number;
	readonly succeeded: number;
	readonly running: number;
	readonly queued: number;
	readonly failed: readonly Job[];
	readonly done: boolean;
}

export function outcomeOf(filing: Filing, job: (id: string) => Job | undefined): Outcome {
	const jobs = filing.jobIds.flatMap((id) => job(id) ?? []);
	const ended = jobs.filter((it) => !isOpen(it));
	const running = jobs.filter((it) => it.state === 'running').length;
	return {
		total: filing.jobIds.length,
		succeeded: ended.filter((it) => it.state === 'succeeded').length,
		failed: ended.filter((it) => it.state !== 'succeeded'),
		running,
		queued: filing.jobIds.length - ended.length - running,
		done: ended.length === filing.jobIds.length
	};
}
