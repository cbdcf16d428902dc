import type {
	Client,
	EventOf,
	FleetEvent,
	InstalledRow,
	Job,
	ModelDetails,
	Snapshot
} from '$lib/api/types';

/** All that the stream has told, immutable: a part that did not change keeps its identity. */
export interface Fleet {
	/** Life of the server this came from; null until the first snapshot. */
	readonly epoch: string | null;
	readonly seq: number;
	/** The snapshot that all this grew from: what happened before it may not have been told here. */
	readonly since: string | null;
	readonly clients: ReadonlyMap<string, Client>;
	/** Installed models by client_id, then by name. */
	readonly installed: ReadonlyMap<string, ReadonlyMap<string, InstalledRow>>;
	/** Details by digest. */
	readonly catalog: ReadonlyMap<string, ModelDetails>;
	readonly jobs: ReadonlyMap<string, Job>;
	/** The `seq` at which something new was last heard of a benchmark: its results are asked for. */
	readonly benchmarks: ReadonlyMap<string, number>;
}

export const emptyFleet: Fleet = {
	epoch: null,
	seq: -1,
	since: null,
	clients: new Map(),
	installed: new Map(),
	catalog: new Map(),
	jobs: new Map(),
	benchmarks: new Map()
};

const MAX_ENDED_JOBS = 20_000; // two of the largest batches; a tab open for weeks must not keep all
const open: ReadonlySet<Job['state']> = new Set(['queued', 'running']);

/** Changes whenever there may be news of this benchmark. */
export const newsOfBenchmark = (fleet: Fleet, id: string): number | string | null =>
	fleet.benchmarks.get(id) ?? fleet.since;

export const isOpen = (job: Job): boolean => open.has(job.state);

/**
 * Whether a job that was filed under this `since` may still be going on. A snapshot has all that are:
 * what was filed before it, and is not there, has ended.
 */
export function mayBeOpen(fleet: Fleet, jobId: string, since: Fleet['since']): boolean {
	const job = fleet.jobs.get(jobId);
	return job ? isOpen(job) : fleet.since === since;
}

/**
 * The fleet after these events. Pure. What the stream repeats (a `seq` already seen) and what comes
 * before the first snapshot changes nothing; jumps of `seq` are coalesced updates and fine.
 */
export function apply(fleet: Fleet, events: readonly FleetEvent[]): Fleet {
	const draft = new Draft(fleet);
	for (const event of events) draft.take(event);
	return draft.done();
}

/** Copies a map on its first change in a batch, not on each. */
class Draft {
	#now: Fleet;
	#copied = new Set<string>();
	#ended = false;

	constructor(fleet: Fleet) {
		this.#now = fleet;
	}

	done(): Fleet {
		if (this.#ended) prune(this.#jobs());
		return this.#now;
	}

	take(event: FleetEvent): void {
		if (event.type === 'snapshot') {
			this.#now = fromSnapshot(event);
			this.#copied = new Set(['clients', 'installed', 'catalog', 'jobs', 'benchmarks']);
			return;
		}
		if (this.#now.epoch === null || event.seq <= this.#now.seq) return;
		this.#now = { ...this.#now, seq: event.seq };
		switch (event.type) {
			case 'client.changed':
				this.#clients().set(event.client.client_id, event.client);
				return;
			case 'client.status': {
				const { status, status_reason, link, last_seen } = event;
				return this.#patch(event.client_id, { status, status_reason, link, last_seen });
			}
			case 'client.beat': {
				const { last_seen, ollama, telemetry, loaded, counts } = event;
				return this.#patch(event.client_id, { last_seen, ollama, telemetry, loaded, counts });
			}
			case 'client.removed':
				this.#clients().delete(event.client_id);
				this.#installed().delete(event.client_id);
				return;
			case 'models.changed':
				return this.#modelsChanged(event);
			case 'job.changed':
				this.#jobs().set(event.job.job_id, event.job);
				this.#ended ||= !isOpen(event.job);
				return;
			case 'job.progress': {
				const job = this.#now.jobs.get(event.job_id);
				// a late progress must not reopen what has ended
				if (job && isOpen(job)) {
					this.#jobs().set(event.job_id, { ...job, progress: event.progress });
				}
				return;
			}
			case 'benchmark.changed':
				this.#benchmarks().set(event.benchmark_id, event.seq);
				return;
		}
	}

	#patch(id: string, change: Partial<Client>): void {
		const client = this.#now.clients.get(id);
		if (client) this.#clients().set(id, { ...client, ...change });
	}

	#modelsChanged(event: EventOf<'models.changed'>): void {
		this.#patch(event.client_id, { counts: event.counts });
		const before = event.full ? undefined : this.#now.installed.get(event.client_id);
		const rows = new Map(before);
		for (const name of event.removed) rows.delete(name);
		const catalog = event.upserted.length ? this.#catalog() : undefined;
		for (const { details, name, digest, size, modified_at, remote_host } of event.upserted) {
			rows.set(name, { name, digest, size, modified_at, remote_host: remote_host ?? null });
			// an older client tells less of the same digest: that must not hide what another one told
			if (details && (details.attention || !catalog?.get(digest)?.attention))
				catalog?.set(digest, details);
		}
		this.#installed().set(event.client_id, rows);
	}

	#clients = () => this.#own('clients') as Map<string, Client>;
	#installed = () => this.#own('installed') as Map<string, ReadonlyMap<string, InstalledRow>>;
	#catalog = () => this.#own('catalog') as Map<string, ModelDetails>;
	#jobs = () => this.#own('jobs') as Map<string, Job>;
	#benchmarks = () => this.#own('benchmarks') as Map<string, number>;

	#own(
		key: 'clients' | 'installed' | 'catalog' | 'jobs' | 'benchmarks'
	): ReadonlyMap<string, unknown> {
		if (!this.#copied.has(key)) {
			this.#copied.add(key);
			this.#now = { ...this.#now, [key]: new Map<string, unknown>(this.#now[key]) };
		}
		return this.#now[key];
	}
}

function fromSnapshot(event: Snapshot): Fleet {
	return {
		epoch: event.epoch,
		seq: event.seq,
		since: `${event.epoch}-${event.seq}`,
		clients: new Map(event.clients.map((client) => [client.client_id, client])),
		installed: new Map(
			Object.entries(event.installed).map(([id, rows]) => [
				id,
				new Map(rows.map((row) => [row.name, row]))
			])
		),
		catalog: new Map(Object.entries(event.catalog)),
		jobs: new Map(event.jobs.map((job) => [job.job_id, job])),
		benchmarks: new Map()
	};
}

function prune(jobs: Map<string, Job>): void {
	if (jobs.size <= MAX_ENDED_JOBS) return;
	const ended = [...jobs.values()].filter((job) => !isOpen(job));
	// in order of first sight: the oldest go first
	for (const job of ended.slice(0, Math.max(0, ended.length - MAX_ENDED_JOBS))) {
		jobs.delete(job.job_id);
	}
}
