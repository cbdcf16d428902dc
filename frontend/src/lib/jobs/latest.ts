import type { Job } from '$lib/api/types';

const rank = (job: Job): number => (job.state === 'running' ? 0 : job.state === 'queued' ? 1 : 2);

/** What goes on first, then what waits, then what ended last. */
function latest(jobs: Iterable<Job>, wanted: (job: Job) => boolean, most: number): Job[] {
	const time = (job: Job) => Date.parse(job.finished_at ?? job.created_at);
	return [...jobs]
		.filter(wanted)
		.sort((a, b) => rank(a) - rank(b) || time(b) - time(a) || (a.job_id < b.job_id ? -1 : 1))
		.slice(0, most);
}

export const latestOf = (jobs: Iterable<Job>, clientId: string, most: number): Job[] =>
	latest(jobs, (job) => job.client_id === clientId, most);

/** Of one model, on whatever machine. What is only looked up is nothing that goes on with it. */
export const latestOfModel = (jobs: Iterable<Job>, model: string, most: number): Job[] =>
	latest(jobs, (job) => job.model === model && job.kind !== 'show', most);
