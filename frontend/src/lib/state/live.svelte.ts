import type { Client, FleetEvent, Job } from '$lib/api/types';
import { apply, emptyFleet, type Fleet } from '$lib/live/fleet';
import { noHistory, remember, type History, type Point } from '$lib/live/history';
import { FleetStream, type Connection, type World } from '$lib/live/stream';
import { createContext } from 'svelte';

const EVENTS_URL = '/api/v1/events';
const NO_POINTS: readonly Point[] = [];

/** The live fleet of this tab. Only the stream changes it: no REST reply ever does. */
export class LiveFleet {
	#fleet = $state.raw<Fleet>(emptyFleet);
	#history = $state.raw<History>(noHistory);
	#connection = $state.raw<Connection>({ state: 'connecting' });

	/** False until the first snapshot: there is nothing to show yet. */
	get known(): boolean {
		return this.#fleet.epoch !== null;
	}
	get fleet(): Fleet {
		return this.#fleet;
	}
	get connection(): Connection {
		return this.#connection;
	}

	client(id: string): Client | undefined {
		return this.#fleet.clients.get(id);
	}
	job(id: string): Job | undefined {
		return this.#fleet.jobs.get(id);
	}
	/** What the last minutes measured on this client, oldest first. */
	history(id: string): readonly Point[] {
		return this.#history.get(id) ?? NO_POINTS;
	}

	take = (events: readonly FleetEvent[]): void => {
		this.#fleet = apply(this.#fleet, events);
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
		return () => {
			window.removeEventListener('online', retry);
			stream.close();
			this.#connection = { state: 'connecting' };
		};
	}
}

export const [getLive, setLive] = createContext<LiveFleet>();
