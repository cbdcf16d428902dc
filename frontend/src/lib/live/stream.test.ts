import type { FleetEvent } from '$lib/api/types';
import { aBeat, aSnapshot } from '../../testing/fleet';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetStream, type Connection, type Source, type World } from './stream';

const SILENCE_MS = 45_000;

class FakeSource implements Source {
	readyState = 0;
	closed = false;
	#listeners = new Map<string, (event: MessageEvent<string>) => void>();

	addEventListener(type: string, listener: (event: MessageEvent<string>) => void) {
		this.#listeners.set(type, listener);
	}
	close() {
		this.closed = true;
		this.readyState = 2;
	}
	open() {
		this.readyState = 1;
		this.#emit('open', '');
	}
	send(event: FleetEvent) {
		this.#emit(event.type, JSON.stringify(event));
	}
	ping() {
		this.#emit('ping', '{}');
	}
	sendRaw(data: string) {
		this.#emit('message', data);
	}
	fail(readyState: 0 | 2) {
		this.readyState = readyState;
		this.#emit('error', '');
	}
	#emit(type: string, data: string) {
		this.#listeners.get(type)?.({ data } as MessageEvent<string>);
	}
}

class FakeWorld implements World {
	sources: FakeSource[] = [];
	timers = new Map<() => void, number>();
	frames = new Set<() => void>();
	time = 1000;

	open = () => {
		const source = new FakeSource();
		this.sources.push(source);
		return source;
	};
	now = () => this.time;
	later = (run: () => void, ms: number) => {
		this.timers.set(run, ms);
		return () => this.timers.delete(run);
	};
	frame = (run: () => void) => {
		this.frames.add(run);
		return () => this.frames.delete(run);
	};
	random = () => 1;

	get source() {
		return this.sources.at(-1)!;
	}
	/** Of the next try. */
	get delay() {
		return [...this.timers.values()].filter((ms) => ms < SILENCE_MS);
	}
	paint() {
		for (const run of [...this.frames]) run();
	}
	fire() {
		const due = [...this.timers.keys()];
		this.timers.clear();
		for (const run of due) run();
	}
}

let world: FakeWorld;
let batches: FleetEvent[][];
let said: Connection[];
const onRefused = vi.fn();
let stream: FleetStream;

beforeEach(() => {
	world = new FakeWorld();
	batches = [];
	said = [];
	onRefused.mockClear();
	stream = new FleetStream('/api/v1/events', world, {
		onBatch: (events) => batches.push(events),
		onConnection: (connection) => said.push(connection),
		onRefused
	});
	stream.connect();
});

describe('events', () => {
	it('are handed over once per frame, in order', () => {
		world.source.open();
		world.source.send(aSnapshot());
		for (let seq = 2; seq <= 100; seq++) world.source.send(aBeat(seq, 'a'));
		expect(batches).toEqual([]);
		expect(world.frames.size).toBe(1);
		world.paint();
		expect(batches).toHaveLength(1);
		expect(batches[0]?.map((event) => event.seq)).toEqual(
			Array.from({ length: 100 }, (_, i) => i + 1)
		);
		world.source.send(aBeat(101, 'a'));
		world.paint();
		expect(batches).toHaveLength(2);
	});

	it('do not pile up where nothing is painted', () => {
		for (let seq = 1; seq <= 2000; seq++) world.source.send(aBeat(seq, 'a'));
		expect(batches.flat()).toHaveLength(2000);
		expect(world.frames.size).toBe(0);
	});

	it('of an unknown type are left alone', () => {
		world.source.sendRaw('{"type":"moon.phase","seq":3}');
		world.paint();
		expect(batches).toEqual([]);
	});

	it('that cannot be read lead to a fresh connection', () => {
		world.source.open();
		world.source.sendRaw('{"type":"client.be');
		expect(said.at(-1)?.state).toBe('lost');
		world.fire();
		expect(world.sources).toHaveLength(2);
	});
});

describe('connection', () => {
	it('is live when open, lost since the first failure, and heals', () => {
		world.source.open();
		world.time = 5000;
		world.source.fail(2);
		world.time = 6000;
		world.fire();
		world.source.fail(2);
		world.fire();
		world.source.open();
		expect(said).toEqual([{ state: 'live' }, { state: 'lost', since: 5000 }, { state: 'live' }]);
	});

	it('leaves a first reconnect to the browser, which resumes by Last-Event-ID', () => {
		world.source.open();
		world.source.fail(0);
		expect(world.sources).toHaveLength(1);
		world.source.open();
		expect(world.delay).toEqual([]);
		expect(onRefused).not.toHaveBeenCalled();
	});

	it('takes over when the browser does not get through', () => {
		world.source.fail(0);
		world.fire();
		expect(world.sources).toHaveLength(2);
		expect(world.sources[0]?.closed).toBe(true);
	});

	it('backs off to a bound, and starts small again after an event', () => {
		const delays = Array.from({ length: 6 }, () => {
			world.source.fail(2);
			const [delay] = world.delay;
			world.fire();
			return delay;
		});
		expect(delays).toEqual([250, 500, 1000, 2000, 3000, 3000]);
		world.source.open();
		world.source.send(aSnapshot());
		world.source.fail(2);
		expect(world.delay).toEqual([250]);
	});

	it('asks about the session when the server refuses', () => {
		world.source.fail(2);
		expect(onRefused).toHaveBeenCalledOnce();
	});

	it('that says nothing for long is dead, whatever the browser thinks', () => {
		world.source.open();
		world.time += SILENCE_MS - 1;
		world.fire();
		world.source.ping();
		world.time += SILENCE_MS - 1;
		world.fire();
		expect(world.sources).toHaveLength(1);
		const heard = world.time - (SILENCE_MS - 1);
		world.time += 1;
		world.fire();
		expect(said.at(-1)).toEqual({ state: 'lost', since: heard });
		expect(world.sources).toHaveLength(2);
		world.source.open();
		expect(said.at(-1)).toEqual({ state: 'live' });
	});

	it('rests while nobody looks, and comes back when somebody does', () => {
		world.source.open();
		const old = world.source;
		stream.rest();
		expect(old.closed).toBe(true);
		expect(world.timers.size + world.frames.size).toBe(0);
		stream.check();
		world.source.open();
		expect(world.sources).toHaveLength(2);
		expect(said.map((it) => it.state)).toEqual(['live', 'connecting', 'live']);
		stream.check();
		expect(world.sources).toHaveLength(2);
	});

	it('ends with close: no timer, no frame, no late event', () => {
		world.source.open();
		world.source.send(aSnapshot());
		const old = world.source;
		stream.close();
		old.send(aBeat(2, 'a'));
		old.fail(2);
		world.paint();
		expect(batches).toEqual([]);
		expect(world.timers.size + world.frames.size).toBe(0);
		expect(old.closed).toBe(true);
	});
});
