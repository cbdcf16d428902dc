import type { Job } from '$lib/api/types';
import { IndexedRow, vocabularies, type Facets, type Row } from '$lib/search';
import { isOpen } from '$lib/live/fleet';
import { share } from './words';

const vocabulary = vocabularies.jobs;
const rows = new WeakMap<Job, { client: string; row: Row }>();

/** The job as the search language sees it, as on the server; made once for each state of it. */
export function rowOf(job: Job, client: string, now: number): Row {
	const known = rows.get(job);
	// how long an open job has taken changes with each second
	if (known?.client === client && !isOpen(job)) return known.row;
	const row = toRow(job, client, now);
	rows.set(job, { client, row });
	return row;
}

function toRow(job: Job, client: string, now: number): Row {
	const done = share(job);
	const seconds = (iso: string) => Date.parse(iso) / 1000;
	const ended = job.finished_at ? seconds(job.finished_at) : now / 1000;
	const flags: string[] = [];
	if (isOpen(job)) flags.push('active');
	if (job.state === 'failed' || job.state === 'lost') flags.push('failed');
	if (job.waiting_for !== null) flags.push('waiting');
	return new IndexedRow(vocabulary, {
		texts: {
			kind: [job.kind],
			state: [job.state],
			model: [job.model],
			client: [client, job.client_id],
			batch: [job.batch_id],
			error: job.error ? [job.error.code, job.error.message] : []
		},
		numbers: {
			created: seconds(job.created_at),
			took: job.started_at ? ended - seconds(job.started_at) : null,
			progress: done === null ? null : 100 * done
		},
		flags
	});
}

/** The values that these jobs have, for completion. */
export const facetsOf =
	(jobs: readonly Job[], machine: (id: string) => string): Facets =>
	(field) => {
		const values = (job: Job): string[] => {
			if (field === 'model') return job.model ? [job.model] : [];
			if (field === 'client') return [machine(job.client_id)];
			if (field === 'error') return job.error ? [job.error.code] : [];
			return [];
		};
		return [...new Set(jobs.flatMap(values))].sort();
	};
