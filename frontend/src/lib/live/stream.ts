import type { FleetEvent } from '$lib/api/types';

export type Connection =
	| { readonly state: 'connecting' }
	| { readonly state: 'live' }
	/** Milliseconds since the epoch; what is shown since then may be old. */
	| { readonly state: 'lost'; readonly since: number };

/** What of `EventSource` is used, so that tests bring their own. */
export interface Source {
	readonly readyState: number;
	addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
	close(): void;
}

type Cancel = () => void;

export interface World {
	open(url: string): Source;
	now(): number;
	later(run: () => void, ms: number): Cancel;
	/** Runs once before a paint, soon, a bounded number of times a second; also where nothing is painted. */
	frame(run: () => void): Cancel;
	random(): number;
}

export interface Listener {
	/** All events since the last frame, in order. */
	onBatch(events: FleetEvent[]): void;
	onConnection(connection: Connection): void;
	/** The server answered, but not with a stream (401, 502): perhaps a sign-in is missing. */
	onRefused(): void;
}

const CLOSED = 2; // EventSource.CLOSED
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 3000; // a restarted server is seen again within 5 s
const NATIVE_PATIENCE_MS = 4000; // the browser resumes by Last-Event-ID; then we start over
const SILENCE_MS = 45_000; // the server pings every 15 s; a dead connection may never say so
const FULL_QUEUE = 2000; // a hidden tab paints nothing, yet must not hoard

const TYPES: Record<FleetEvent['type'], true> = {
	snapshot: true,
	'client.changed': true,
	'client.status': true,
	'client.beat': true,
	'client.removed': true,
	'models.changed': true,
	'job.changed': true,
	'job.progress': true,
	'benchmark.changed': true
};

/** The one EventSource of the tab: reconnects quietly, hands over events once per frame. */
export class FleetStream {
	#source: Source | undefined;
	#queue: FleetEvent[] = [];
	#cancelFrame: Cancel | undefined;
	#cancelTimer: Cancel | undefined;
	#cancelCheck: Cancel | undefined;
	#heardAt = 0;
	#failures = 0;
	#connection: Connection = { state: 'connecting' };

	constructor(
		private readonly url: string,
		private readonly world: World,
		private readonly listener: Listener
	) {}

	/** Opens at once, also when a later try is already planned (the network came back). */
	connect(): void {
		this.#release();
		const source = this.world.open(this.url);
		this.#source = source;
		const mine = (run: () => void) => () => {
			if (this.#source === source) run();
		};
		source.addEventListener('open', mine(this.#opened));
		source.addEventListener('error', mine(this.#failed));
		const receive = (event: MessageEvent<string>) => {
			if (this.#source === source) this.#received(event.data);
		};
		for (const type of ['message', ...Object.keys(TYPES)]) source.addEventListener(type, receive);
		source.addEventListener('ping', mine(this.#heard));
		this.#heard();
		this.check();
	}

	/** Reconnects after a rest, and where nothing was heard for so long that the connection must be dead. */
	check = (): void => {
		if (!this.#source) return this.connect();
		this.#cancelCheck?.();
		const left = this.#heardAt + SILENCE_MS - this.world.now();
		if (left > 0) {
			this.#cancelCheck = this.world.later(this.check, left);
			return;
		}
		if (this.#connection.state !== 'lost') this.#say({ state: 'lost', since: this.#heardAt });
		this.connect();
	};

	/** No connection until `check`: nobody looks, and a browser has only six of them for all its tabs. */
	rest(): void {
		this.close();
		this.#say({ state: 'connecting' });
	}

	close(): void {
		this.#release();
		this.#cancelFrame?.();
		this.#cancelFrame = undefined;
		this.#queue = [];
	}

	#heard = () => {
		this.#heardAt = this.world.now();
	};

	#opened = () => {
		this.#heard();
		this.#cancelTimer?.();
		this.#say({ state: 'live' });
	};

	#failed = () => {
		if (this.#connection.state !== 'lost') this.#say({ state: 'lost', since: this.world.now() });
		this.#cancelTimer?.();
		const refused = this.#source?.readyState === CLOSED;
		const delay = refused ? this.#delay() : NATIVE_PATIENCE_MS;
		this.#cancelTimer = this.world.later(() => this.connect(), delay);
		if (refused) this.listener.onRefused();
	};

	#received(data: string): void {
		const event = parse(data);
		if (event === undefined) {
			// cut short or not ours: only a fresh snapshot is safe now
			this.#source?.close();
			this.#failed();
			return;
		}
		this.#heard();
		// an event of a newer server: unknown, and not ours to guess at
		if (!(event.type in TYPES)) return;
		this.#failures = 0;
		this.#queue.push(event);
		if (this.#queue.length >= FULL_QUEUE) this.#flush();
		else this.#cancelFrame ??= this.world.frame(this.#flush);
	}

	#flush = () => {
		this.#cancelFrame?.();
		this.#cancelFrame = undefined;
		const batch = this.#queue;
		this.#queue = [];
		if (batch.length) this.listener.onBatch(batch);
	};

	/** Exponential with jitter, so that tabs do not return as one. */
	#delay(): number {
		const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures++);
		return longest * (0.5 + this.world.random() / 2);
	}

	#say(connection: Connection): void {
		this.#connection = connection;
		this.listener.onConnection(connection);
	}

	#release(): void {
		this.#cancelTimer?.();
		this.#cancelTimer = undefined;
		this.#cancelCheck?.();
		this.#cancelCheck = undefined;
		this.#source?.close();
		this.#source = undefined;
	}
}

function parse(data: string): FleetEvent | undefined {
	try {
		return JSON.parse(data) as FleetEvent;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}
