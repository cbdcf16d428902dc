import type { Job } from '$lib/api/types';

/** How far several jobs are, together. */
export interface Summary {
	readonly total: number;
	readonly succeeded: number;
	/** Failed or lost. */
	readonly failed: number;
	readonly cancelled: number;
	readonly running: number;
	readonly queued: number;
	/** How is not known here: the stream tells new tabs only of what ended lately. */
	readonly ended: number;
	/** Nothing is left to wait for. */
	readonly done: boolean;
}

/** `unknown`: others of which nothing is known but this. */
export function summarise(
	jobs: readonly Job[],
	unknown: Pick<Summary, 'queued' | 'ended'> = { queued: 0, ended: 0 }
): Summary {
	const n = { succeeded: 0, failed: 0, cancelled: 0, running: 0, ...unknown };
	const total = jobs.length + n.queued + n.ended;
	for (const { state } of jobs) n[state === 'lost' ? 'failed' : state]++;
	return { ...n, total, done: n.running + n.queued === 0 };
}

const PARTS = [
	['failed', 'failed'],
	['running', 'running'],
	['queued', 'queued'],
	['cancelled', 'cancelled'],
	['succeeded', 'ok'],
	['ended', 'ended']
] as const;

/** `2 failed, 1 running, 7 ok`: what needs a person stands first. */
export const summaryWords = (summary: Summary): string =>
	PARTS.flatMap(([key, word]) => (summary[key] ? `${summary[key]} ${word}` : [])).join(', ');

/** Bytes of the running jobs that know theirs; null where none does. */
export function bytesOf(jobs: readonly Job[]): { completed: number; total: number } | null {
	let completed = 0;
	let total = 0;
	for (const { kind, state, progress } of jobs) {
		if (kind === 'benchmark' || state !== 'running' || !progress?.total) continue;
		completed += progress.completed ?? 0;
		total += progress.total;
	}
	return total ? { completed, total } : null;
}
