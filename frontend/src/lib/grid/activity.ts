import type { Job } from '$lib/api/types';
import { isOpen, type Fleet } from '$lib/live/fleet';
import { keyOf } from '$lib/models/row';

/** What goes on in the cells now, by the key of the installation. */
export function openJobs(fleet: Fleet): ReadonlyMap<string, Job> {
	const open = new Map<string, Job>();
	for (const job of fleet.jobs.values()) {
		if (job.model === null || !isOpen(job)) continue;
		const key = keyOf(job.client_id, job.model);
		// of several the one that runs
		if (open.get(key)?.state !== 'running') open.set(key, job);
	}
	return open;
}

/** 0 to 1; null where nobody knows. */
export function shareOf(job: Job): number | null {
	const { completed, total } = job.progress ?? {};
	return total && completed !== null && completed !== undefined ? completed / total : null;
}
