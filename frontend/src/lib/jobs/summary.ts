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
	/** Nothing is left to wait for. */
	readonly done: boolean;
}

/** `total` where more were filed than are known: what is not heard of yet counts as queued. */
export function summarise(jobs: readonly Job[], total = jobs.length): Summary {
	const n = { succeeded: 0, failed: 0, cancelled: 0, running: 0, queued: total - jobs.length };
	for (const { state } of jobs) n[state === 'lost' ? 'failed' : state]++;
	return { ...n, total, done: n.running + n.queued === 0 };
}

const PARTS = [
	['failed', 'failed'],
	['running', 'running'],
	['queued', 'queued'],
	['cancelled', 'cancelled'],
	['succeeded', 'ok']
] as const;

/** `2 failed, 1 running, 7 ok`: what needs a person stands first. */
export const summaryWords = (summary: Summary): string =>
	PARTS.flatMap(([key, word]) => (summary[key] ? `${summary[key]} ${word}` : [])).join(', ');

/** Bytes of the running jobs that know theirs; null where none does. */
export function bytesOf(jobs: readonly Job[]): { completed: number; total: number } | null {
	let completed = 0;
	let total = 0;
	for (const { state, progress } of jobs) {
		if (state !== 'running' || !progress?.total) continue;
		completed += progress.completed ?? 0;
		total += progress.total;
	}
	return total ? { completed, total } : null;
}
