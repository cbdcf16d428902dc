import type { Job } from '$lib/api/types';

const rank = (job: Job): number => (job.state === 'running' ? 0 : job.state === 'queued' ? 1 : 2);

/** The jobs of one client: what goes on first, then what waits, then what ended last. */
export function latestOf(jobs: Iterable<Job>, clientId: string, most: number): Job[] {
	const time = (job: Job) => Date.parse(job.finished_at ?? job.created_at);
	return [...jobs]
		.filter((job) => job.client_id === clientId)
		.sort((a, b) => rank(a) - rank(b) || time(b) - time(a) || (a.job_id < b.job_id ? -1 : 1))
		.slice(0, most);
}
