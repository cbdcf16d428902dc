import type { Job } from '$lib/api/types';
import { isOpen, mayBeOpen, type Fleet } from '$lib/live/fleet';
import { plural } from '$lib/ui/format';
import type { Tone } from '$lib/ui/toasts.svelte';
import type { Filing } from '$lib/state/batches.svelte';
import { summarise, summaryWords, type Summary } from './summary';

/** How far the jobs of one act are. One that the stream has not told of yet counts as queued. */
export interface Outcome extends Summary {
	readonly jobs: readonly Job[];
	/** Failed, lost or cancelled. */
	readonly undone: readonly Job[];
}

export function outcomeOf(filing: Filing, fleet: Fleet): Outcome {
	const jobs = filing.jobIds.flatMap((id) => fleet.jobs.get(id) ?? []);
	const untold = filing.jobIds.filter((id) => !fleet.jobs.has(id));
	const queued = untold.filter((id) => mayBeOpen(fleet, id, filing.since)).length;
	const undone = jobs.filter((it) => !isOpen(it) && it.state !== 'succeeded');
	return { ...summarise(jobs, { queued, ended: untold.length - queued }), jobs, undone };
}

/** How it ended, in a word; null while it has not. */
export function verdictOf(summary: Summary): { tone: Tone; word: string } | null {
	const { done, total, failed, cancelled, ended } = summary;
	if (!done) return null;
	if (failed) return { tone: 'danger', word: failed === total ? 'Failed' : 'Some failed' };
	if (cancelled) return { tone: 'warn', word: 'Cancelled' };
	return ended ? { tone: 'neutral', word: 'Ended' } : { tone: 'ok', word: 'All done' };
}

/** What a screen reader is told: that it began, and how it ended; not each job of thousands. */
export function announcement(summary: Summary): string {
	const verdict = verdictOf(summary);
	if (!verdict) return `${plural(summary.total, 'job')} under way.`;
	return `${verdict.word}: ${summaryWords(summary)}.`;
}
