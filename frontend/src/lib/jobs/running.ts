import type { Job } from '$lib/api/types';
import { isOpen } from '$lib/live/fleet';
import { about } from './groups';
import { benchmarkOf, share, wish } from './words';

/** A batch that goes on, in one line. */
export interface Running {
	readonly id: string;
	/** Of a benchmark; null: other jobs. */
	readonly benchmark: string | null;
	/** `Pull`, `Benchmark`. */
	readonly what: string;
	/** `qwen3:8b on 3 machines`. */
	readonly about: string;
	/** 0 to 1 of all its jobs together; null where nobody knows. */
	readonly share: number | null;
	readonly running: number;
	readonly queued: number;
}

/** What goes on now, benchmarks first, then the oldest. */
export function runningOf(jobs: Iterable<Job>, machine: (id: string) => string): Running[] {
	const batches = new Map<string, Job[]>();
	for (const job of jobs) {
		const batch = batches.get(job.batch_id);
		if (batch) batch.push(job);
		else batches.set(job.batch_id, [job]);
	}
	return [...batches]
		.filter(([, batch]) => batch.some(isOpen))
		.map(([id, batch]) => toRunning(id, batch, machine))
		.sort((a, b) => Number(b.benchmark !== null) - Number(a.benchmark !== null));
}

function toRunning(id: string, batch: Job[], machine: (id: string) => string): Running {
	const { operation } = batch[0]!;
	const open = batch.filter(isOpen);
	const running = batch.filter((job) => job.state === 'running').length;
	// one job of which nobody knows how far it is, and the whole is not known either
	const shares = batch.map((job) => (!isOpen(job) ? 1 : job.state === 'queued' ? 0 : share(job)));
	const known = shares.filter((it) => it !== null);
	return {
		id,
		benchmark: benchmarkOf(operation),
		what: wish(operation),
		about: about(open, machine),
		share:
			running && known.length === batch.length
				? known.reduce((a, b) => a + b, 0) / batch.length
				: null,
		running,
		queued: open.length - running
	};
}
