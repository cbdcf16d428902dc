import type { Job } from '$lib/api/types';
import { plural } from '$lib/ui/format';
import { summarise, type Summary } from './summary';
import { reasonOf } from './words';

/** Jobs filed together, as one thing. */
export interface Group {
	readonly id: string;
	/** All that are known here, those that failed first. */
	readonly jobs: readonly Job[];
	/** Of these what the search and the filter show. */
	readonly matching: readonly Job[];
	readonly summary: Summary;
	/** Milliseconds since 1970. */
	readonly filed: number;
}

/** What the stream tells, and what was read of the past; the stream knows better. */
export function merged(live: ReadonlyMap<string, Job>, past: readonly Job[]): Job[] {
	return [...live.values(), ...past.filter((job) => !live.has(job.job_id))];
}

/** Newest first. A batch shows when one of its jobs matches, and then counts all of them. */
export function grouped(
	jobs: readonly Job[],
	matches: (job: Job) => boolean,
	machine: (id: string) => string
): Group[] {
	const batches = new Map<string, { all: Job[]; matching: Job[] }>();
	for (const job of jobs) {
		let batch = batches.get(job.batch_id);
		if (!batch) batches.set(job.batch_id, (batch = { all: [], matching: [] }));
		batch.all.push(job);
		if (matches(job)) batch.matching.push(job);
	}
	const order = byUrgency(machine);
	return [...batches]
		.filter(([, { matching }]) => matching.length > 0)
		.map(([id, { all, matching }]) => ({
			id,
			jobs: all.sort(order),
			matching: matching.sort(order),
			summary: summarise(all),
			filed: Date.parse(all[0]!.created_at)
		}))
		.sort((a, b) => b.filed - a.filed || (a.id < b.id ? -1 : 1));
}

const failed = (job: Job): number => (job.state === 'failed' || job.state === 'lost' ? 0 : 1);

/** What failed comes first; the rest keeps its place while states change, so that it can be read. */
const byUrgency = (machine: (id: string) => string) => (a: Job, b: Job) =>
	failed(a) - failed(b) ||
	compare(a.model ?? '', b.model ?? '') ||
	compare(machine(a.client_id), machine(b.client_id)) ||
	compare(a.job_id, b.job_id);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Why jobs of it failed: the first reason, and how many others there are. Empty: none did, or none says. */
export function whyFailed(jobs: readonly Job[]): string {
	const reasons = new Set(
		jobs
			.filter((job) => failed(job) === 0)
			.map(reasonOf)
			.filter(Boolean)
	);
	const [first = ''] = reasons;
	return reasons.size > 1 ? `${first} (and ${plural(reasons.size - 1, 'other reason')})` : first;
}

/** `qwen3:8b on 3 machines`: what a batch is about, in as few words as it takes. */
export function about(jobs: readonly Job[], machine: (id: string) => string): string {
	const models = new Set(jobs.flatMap((job) => job.model ?? []));
	const machines = new Set(jobs.map((job) => job.client_id));
	const [model] = models;
	const [first] = machines;
	const what = models.size === 1 ? model! : models.size ? `${models.size} models` : '';
	const where = machines.size > 1 ? `${machines.size} machines` : first && machine(first);
	return [what, where && `on ${where}`].filter(Boolean).join(' ');
}
