import type { Job, JobState, Operation } from '$lib/api/types';
import { updateOf, type UpdateResult } from '$lib/operations/update';
import { fileSize, plural, rate, span } from '$lib/ui/format';
import { isRecord } from '$lib/ui/store';
import type { Tone } from '$lib/ui/toasts.svelte';

export const kindWords: Record<Operation['kind'], string> = {
	load: 'Load',
	unload: 'Unload',
	pull: 'Pull',
	delete: 'Delete',
	copy: 'Copy',
	create: 'Create',
	push: 'Push',
	show: 'Show',
	update: 'Update',
	transfer: 'Transfer',
	sync: 'Sync',
	benchmark: 'Benchmark'
};

export const stateLooks: Record<JobState, { tone: Tone; word: string }> = {
	queued: { tone: 'neutral', word: 'Queued' },
	running: { tone: 'info', word: 'Running' },
	succeeded: { tone: 'ok', word: 'Done' },
	failed: { tone: 'danger', word: 'Failed' },
	cancelled: { tone: 'warn', word: 'Cancelled' },
	lost: { tone: 'danger', word: 'Lost' }
};

/** What the operation is, where its kind alone would mislead: a dry run changes nothing. */
export function wish(operation: Operation): string {
	switch (operation.kind) {
		case 'copy':
			return operation.rename ? 'Rename' : 'Copy';
		case 'update':
			return operation.dry_run ? 'Update check' : 'Update';
		case 'sync':
			return operation.dry_run ? 'Sync plan' : 'Sync';
		default:
			return kindWords[operation.kind];
	}
}

/** The benchmark that it is a part of. */
export const benchmarkOf = (operation: Operation): string | null =>
	operation.kind === 'benchmark' ? operation.benchmark_id : null;

/** What else the operation says: where from, where to. */
export function particulars(operation: Operation, machine: (id: string) => string): string {
	switch (operation.kind) {
		case 'copy':
			return `to ${operation.destination}`;
		case 'transfer':
		case 'sync':
			return `from ${machine(operation.source_client_id)}`;
		default:
			return '';
	}
}

export function stateLook(job: Job): { tone: Tone; word: string } {
	return job.cancelling && job.state === 'running'
		? { tone: 'warn', word: 'Cancelling' }
		: stateLooks[job.state];
}

/** Why a job is not done, for people. */
export function reasonOf(job: Job): string {
	if (job.state === 'queued' && job.waiting_for) {
		const before = job.error ? `${job.error.message.replace(/[^.!?]$/, '$&.')} ` : '';
		return `${before}Waits for ${job.waiting_for}.`;
	}
	if (job.error) return job.error.message;
	if (job.state === 'lost') return 'Its machine is gone.';
	return '';
}

/** 0 to 1; null where nobody knows. */
export function share(job: Job): number | null {
	const { completed, total } = job.progress ?? {};
	if (!total || completed === null || completed === undefined) return null;
	return Math.min(1, completed / total);
}

/**
 * `45.2 MB of 98.0 MB · 5.0 MB/s · 11 s left`; of a benchmark `chat · 3 of 30 samples`. What is not known
 * is left out, never guessed.
 */
export function progressWords(job: Job): string {
	const progress = job.progress;
	if (!progress) return '';
	const { completed, total, rate: speed, eta_s, status } = progress;
	const known = (value: number | null | undefined) => value !== null && value !== undefined;
	const parts: string[] = [];
	const counted = known(completed) && total;
	if (status && (job.kind === 'benchmark' || !counted)) parts.push(status);
	if (counted && job.kind === 'benchmark') parts.push(`${completed} of ${plural(total, 'sample')}`);
	else if (counted) parts.push(`${fileSize(completed)} of ${fileSize(total)}`);
	if (known(speed) && speed > 0) parts.push(rate(speed));
	if (known(eta_s)) parts.push(`${span(eta_s)} left`);
	return parts.join(' · ');
}

/** What a job that is done has to say. */
export function resultWords(job: Job): string {
	const result: unknown = job.result;
	if (job.state !== 'succeeded' || !isRecord(result)) return '';
	const size = typeof result.size === 'number' ? fileSize(result.size) : '';
	switch (job.kind) {
		case 'delete':
			return size && `had ${size}`;
		case 'transfer':
			return [size, result.way === 'relay' ? 'through the server' : 'directly']
				.filter(Boolean)
				.join(' ');
		case 'update':
			return updateWords(updateOf(job));
		case 'pull':
			return size;
		default:
			return '';
	}
}

function updateWords(found: UpdateResult | null): string {
	if (!found) return '';
	if (found.reason) return found.reason;
	if (found.updated) return 'updated';
	return found.outdated
		? `update available: ${fileSize(found.download)} to download`
		: 'up to date';
}

/** A duration in words; of what was over at once no zero. */
export const tookWords = (seconds: number): string => (seconds < 1 ? '< 1\u00a0s' : span(seconds));

/** Seconds a job took, or has taken until now; null where it has not begun. */
export function took(job: Job, now: number): number | null {
	if (!job.started_at) return null;
	// a queued job shows its last attempt's start: it does not run now
	if (job.state === 'queued') return null;
	const end = job.finished_at ? Date.parse(job.finished_at) : now;
	return Math.max(0, (end - Date.parse(job.started_at)) / 1000);
}
