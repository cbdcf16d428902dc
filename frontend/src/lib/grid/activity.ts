import type { Job } from '$lib/api/types';
import { isOpen, type Fleet } from '$lib/live/fleet';
import { keyOf } from '$lib/models/row';

/** What the jobs say of the cells, by the key of the installation. */
export interface Activity {
	/** What goes on there now. */
	readonly open: ReadonlyMap<string, Job>;
	/** Where the last look at the registry found a newer version than is installed still. */
	readonly outdated: ReadonlySet<string>;
}

export function activityOf(fleet: Fleet): Activity {
	const open = new Map<string, Job>();
	const latest = new Map<string, Job>();
	for (const job of fleet.jobs.values()) {
		if (job.model === null) continue;
		const key = keyOf(job.client_id, job.model);
		if (isOpen(job)) {
			// of several the one that runs
			if (open.get(key)?.state !== 'running') open.set(key, job);
		} else if (job.kind === 'update' && job.state === 'succeeded') {
			const before = latest.get(key);
			if (!before || (before.finished_at ?? '') < (job.finished_at ?? '')) latest.set(key, job);
		}
	}
	const outdated = [...latest].filter(([, job]) => isOutdated(fleet, job)).map(([key]) => key);
	return { open, outdated: new Set(outdated) };
}

function isOutdated(fleet: Fleet, job: Job): boolean {
	const result = job.result as { outdated?: unknown; updated?: unknown; digest?: unknown } | null;
	if (!result?.outdated || result.updated || job.model === null) return false;
	return fleet.installed.get(job.client_id)?.get(job.model)?.digest === result.digest;
}

/** 0 to 1; null where nobody knows. */
export function shareOf(job: Job): number | null {
	const { completed, total } = job.progress ?? {};
	return total && completed !== null && completed !== undefined ? completed / total : null;
}
