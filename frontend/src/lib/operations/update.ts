import type { Job } from '$lib/api/types';
import { isRecord } from '$lib/ui/store';

/** What an update, or its dry run, found. */
export interface UpdateResult {
	readonly outdated: boolean;
	readonly updated: boolean;
	/** Bytes to download. */
	readonly download: number;
	/** Why there is nothing to compare. */
	readonly reason: string | null;
	/** Of what was installed then. */
	readonly digest: string | null;
}

/** Null where the job is no update, or has no result yet. */
export function updateOf(job: Job): UpdateResult | null {
	const result: unknown = job.result;
	if (job.kind !== 'update' || job.state !== 'succeeded') return null;
	if (!isRecord(result)) return null;
	const { outdated, updated, download_size, reason, digest } = result;
	return {
		outdated: outdated === true,
		updated: updated === true,
		download: typeof download_size === 'number' ? download_size : 0,
		reason: typeof reason === 'string' ? reason : null,
		digest: typeof digest === 'string' ? digest : null
	};
}
