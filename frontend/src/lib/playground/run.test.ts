import { createApi } from '$lib/api/client';
import type { PlaygroundUpdate } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { LiveRun } from './run.svelte';

/** A stream that says what the test says. */
class FakeSource {
	readyState = 1;
	closed = false;
	#listeners = new Map<string, (event: MessageEvent<string>) => void>();

	addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
		this.#listeners.set(type, listener);
	}
	close(): void {
		this.closed = true;
	}
	say(type: string, data: unknown = null): void {
		this.#listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(data) }));
	}
}

const stream = { stream_id: 's1', client_id: 'desk', model: 'm', state: 'waiting' };
const update = (text: string, change: Partial<PlaygroundUpdate> = {}): PlaygroundUpdate => ({
	type: 'update',
	seq: 1,
	full: false,
	streams: [
		{
			stream_id: 's1',
			state: change.done ? 'ended' : 'running',
			text,
			thinking: '',
			pieces: 1,
			ttft_s: 0.1,
			elapsed_s: 0.1,
			end: null
		}
	],
	done: false,
	...change
});

/** `answers`: status and body of each request, in order. */
function aRun(...answers: [number, unknown][]) {
	const sources: FakeSource[] = [];
	const later: (() => void)[] = [];
	const frames: (() => void)[] = [];
	const asked: string[] = [];
	const fetch = (request: Request) => {
		asked.push(`${request.method} ${new URL(request.url).pathname}`);
		const [status, body] = answers.shift() ?? [500, {}];
		return Promise.resolve(Response.json(body, { status }));
	};
	const api = createApi(fetch as typeof globalThis.fetch, { baseUrl: 'http://x' });
	const run = new LiveRun(api, {
		open: () => {
			const source = new FakeSource();
			sources.push(source);
			return source;
		},
		later: (act) => {
			later.push(act);
			return () => undefined;
		},
		frame: (draw) => {
			frames.push(draw);
			return () => void frames.splice(frames.indexOf(draw), 1);
		},
		now: () => 1000
	});
	const last = () => sources.at(-1)!;
	const paint = () => frames.forEach((draw) => draw());
	return { run, last, sources, later, frames, paint, asked };
}

const body = { pairs: [{ client_id: 'desk', model: 'm' }], prompt: 'Why?', images: [] };
const begun: [number, unknown] = [201, { run_id: 'r1', streams: [stream] }];

/** Until promises that are ready have been followed. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('LiveRun', () => {
	it('reads what it started, to the end', async () => {
		const { run, last } = aRun(begun);
		expect(await run.start(body)).toBe('r1');
		expect([run.running, run.startedAt, run.answers[0]?.state]).toEqual([true, 1000, 'waiting']);
		last().say('update', update('Be'));
		last().say('update', update('cause', { done: true }));
		expect([run.answers[0]?.text, run.running, last().closed]).toEqual(['Because', false, true]);
	});

	it('shows what came once per frame, and its end at once', async () => {
		const { run, last, frames, paint } = aRun(begun);
		await run.start(body);
		for (const text of ['Be', 'cau', 'se']) last().say('update', update(text));
		expect([run.answers[0]?.text, frames.length]).toEqual(['', 1]);
		paint();
		expect([run.answers[0]?.text, frames.length]).toEqual(['Because', 0]);
		last().say('update', update(' of'));
		last().say('update', update(' it', { done: true }));
		expect([run.answers[0]?.text, frames.length]).toEqual(['Because of it', 0]);
	});

	it('says why it would not start, and keeps what it has', async () => {
		const detail = 'A benchmark runs on desk: a prompt now would disturb what it measures.';
		const { run, last } = aRun(begun, [409, { title: 'Conflict', status: 409, detail }]);
		await run.start(body);
		last().say('update', update('Because', { done: true }));
		expect(await run.start(body)).toBeNull();
		expect(run.trouble).toEqual({ title: 'A benchmark runs there', detail });
		expect([run.id, run.answers[0]?.text]).toEqual(['r1', 'Because']);
	});

	it('follows a run that somebody else started', async () => {
		const { run, last, paint, asked } = aRun([200, { run_id: 'r2', streams: [stream] }]);
		await run.follow('r2');
		last().say('update', update('all so far', { full: true }));
		paint();
		expect([run.answers[0]?.text, run.startedAt]).toEqual(['all so far', null]);
		await run.follow('r2');
		expect(asked).toEqual(['GET /api/v1/playground/r2']);
		await run.follow(null);
		expect([run.id, run.answers.length, last().closed]).toEqual([null, 0, true]);
	});

	it('says that a run is not there any more', async () => {
		const { run } = aRun([404, { title: 'Not found', detail: 'There is no such run here.' }]);
		await run.follow('old');
		expect(run.trouble?.title).toBe('This run is not there any more');
		expect(run.running).toBe(false);
	});

	it('comes back after a server that was away, and takes all of it again', async () => {
		const { run, last, later, paint, sources } = aRun(begun, [502, { title: 'Unreachable' }]);
		await run.start(body);
		last().say('update', update('Be'));
		last().readyState = 2;
		last().say('error');
		await settle();
		expect([run.lost, later.length]).toEqual([true, 1]);
		later[0]!();
		last().say('update', update('Because', { full: true }));
		paint();
		expect([sources.length, run.lost, run.answers[0]?.text]).toEqual([2, false, 'Because']);
	});

	it('opens nothing for a page that was left while it asked', async () => {
		const { run, sources } = aRun(begun, [200, { run_id: 'r2', streams: [stream] }]);
		const started = run.start(body);
		run.close();
		expect(await started).toBe('r1'); // it runs all the same: who asked may want to know
		await run.follow('r2');
		expect([sources.length, run.id]).toEqual([0, 'r1']);
	});

	it('opens nothing for a page that was left while it read a run', async () => {
		const { run, sources } = aRun([200, { run_id: 'r2', streams: [stream] }]);
		const followed = run.follow('r2');
		run.close();
		await followed;
		expect(sources).toHaveLength(0);
	});

	it('does not come back for a page that was left while the server was away', async () => {
		const { run, last, later, sources } = aRun(begun, [502, { title: 'Unreachable' }]);
		await run.start(body);
		last().readyState = 2;
		last().say('error');
		run.close();
		await settle();
		expect([later.length, sources.length]).toEqual([0, 1]);
	});

	it('ends what was lost with the server', async () => {
		const { run, last } = aRun(begun, [404, { title: 'Not found', detail: 'no such run' }]);
		await run.start(body);
		last().readyState = 2;
		last().say('error');
		await settle();
		expect([run.running, run.answers[0]?.end?.error?.code]).toEqual([false, 'run_gone']);
	});
});
