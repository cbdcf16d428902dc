import type { Job, JobState, Operation } from '$lib/api/types';
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
	sync: 'Sync'
};

export const stateLooks: Record<JobState, { tone: Tone; word: string }> = {
	queued: { tone: 'neutral', word: 'Queued' },
	running: { tone: 'info', word: 'Running' },
	succeeded: { tone: 'ok', word: 'Done' },
	failed: { tone: 'danger', word: 'Failed' },
	cancelled: { tone: 'warn', word: 'Cancelled' },
	lost: { tone: 'danger', word: 'Lost' }
};

/** Why a job is not done, for people. */
export function reasonOf(job: Job): string {
	if (job.error) return job.error.message;
	if (job.state === 'queued' && job.waiting_for) return `waits for ${job.waiting_for}`;
	if (job.state === 'lost') return 'its machine is gone';
	return '';
}
