import type { Client, FleetEvent, Job } from '$lib/api/types';
import { apply, emptyFleet, type Fleet } from '$lib/live/fleet';
import { noHistory, remember, type History, type Point } from '$lib/live/history';
import { watchTab } from '$lib/live/browser';
import { FleetStream, type Connection, type World } from '$lib/live/stream';
import { createContext } from 'svelte';

const EVENTS_URL = '/api/v1/events';
const REST_AFTER_MS = 60_000; // who goes back and forth between tabs waits for nothing
const NO_POINTS: readonly Point[] = [];

/** The fleet as of now, each part a signal of its own: who reads `jobs` does not hear of beats. */
class LiveParts implements Fleet {
	#now = $state.raw<Fleet>(emptyFleet);
	readonly epoch = $derived(this.#now.epoch);
	readonly seq = $derived(this.#now.seq);
	readonly since = $derived(this.#now.since);
	readonly clients = $derived(this.#now.clients);
	readonly installed = $derived(this.#now.installed);
	readonly catalog = $derived(this.#now.catalog);
	readonly jobs = $derived(this.#now.jobs);
	readonly benchmarks = $derived(this.#now.benchmarks);

	take(events: readonly FleetEvent[]): void {
		this.#now = apply(this.#now, events);
	}
}

/** The live fleet of this tab. Only the stream changes it: no REST reply ever does. */
export class LiveFleet {
	#parts = new LiveParts();
	#history = $state.raw<History>(noHistory);
	#connection = $state.raw<Connection>({ state: 'connecting' });

	/** False until the first snapshot: there is nothing to show yet. */
	get known(): boolean {
		return this.#parts.epoch !== null;
	}
	/** Always the same object: compare its parts, which are new when something in them changed. */
	get fleet(): Fleet {
		return this.#parts;
	}
	get connection(): Connection {
		return this.#connection;
	}

	client(id: string): Client | undefined {
		return this.#parts.clients.get(id);
	}
	job(id: string): Job | undefined {
		return this.#parts.jobs.get(id);
	}
	/** What the last minutes measured on this client, oldest first. */
	history(id: string): readonly Point[] {
		return this.#history.get(id) ?? NO_POINTS;
	}

	take = (events: readonly FleetEvent[]): void => {
		this.#parts.take(events);
		this.#history = remember(this.#history, events);
	};

	/** Opens the stream; returns what closes it. */
	start(world: World, onRefused: () => void): () => void {
		const stream = new FleetStream(EVENTS_URL, world, {
			onBatch: this.take,
			onConnection: (connection) => (this.#connection = connection),
			onRefused
		});
		stream.connect();
		const retry = () => {
			if (this.#connection.state === 'lost') stream.connect();
		};
		window.addEventListener('online', retry);
		const unwatch = watchTab(REST_AFTER_MS, () => stream.rest(), stream.check);
		return () => {
			unwatch();
			window.removeEventListener('online', retry);
			stream.close();
			this.#connection = { state: 'connecting' };
		};
	}
}

export const [getLive, setLive] = createContext<LiveFleet>();
