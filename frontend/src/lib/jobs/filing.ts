import type { Job } from '$lib/api/types';
import { isOpen } from '$lib/live/fleet';
import type { Filing } from '$lib/state/batches.svelte';
import { summarise, type Summary } from './summary';

/** How far the jobs of one act are. A job the stream has not told of yet counts as queued. */
export interface Outcome extends Summary {
	readonly jobs: readonly Job[];
	/** Failed, lost or cancelled. */
	readonly undone: readonly Job[];
}

export function outcomeOf(filing: Filing, job: (id: string) => Job | undefined): Outcome {
	const jobs = filing.jobIds.flatMap((id) => job(id) ?? []);
	const undone = jobs.filter((it) => !isOpen(it) && it.state !== 'succeeded');
	return { ...summarise(jobs, filing.jobIds.length), jobs, undone };
}
