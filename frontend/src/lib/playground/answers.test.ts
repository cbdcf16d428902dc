import { describe, expect, it } from 'vitest';
import type { PlaygroundUpdate } from '$lib/api/types';
import { announcement, blank, isOver, rateOf, take, type Answer } from './answers';
import { noVote, shuffled, voteFor } from './vote';

type Told = PlaygroundUpdate['streams'][number];

const begun = blank({
	run_id: 'r',
	streams: [
		{ stream_id: '2', client_id: 'desk', model: 'a', state: 'waiting' },
		{ stream_id: '1', client_id: 'lab', model: 'b', state: 'waiting' }
	]
});
const told = (stream_id: string, change: Partial<Told> = {}): Told => ({
	stream_id,
	state: 'running',
	text: '',
	thinking: '',
	pieces: 1,
	ttft_s: 0.5,
	elapsed_s: 0.5,
	end: null,
	...change
});
const update = (streams: Told[], full = false): PlaygroundUpdate => ({
	type: 'update',
	seq: 1,
	full,
	streams,
	done: false
});
const ended = (change: Partial<NonNullable<Answer['end']>> = {}): NonNullable<Answer['end']> => ({
	outcome: 'done',
	done_reason: 'stop',
	error: null,
	counters: {},
	metrics: {},
	...change
});

describe('take', () => {
	it('adds what came, and replaces all of it after a long absence', () => {
		const one = take(begun, update([told('1', { text: 'Hel' })]));
		const two = take(one, update([told('1', { text: 'lo', pieces: 2, elapsed_s: 1 })]));
		expect(two[1]).toMatchObject({ text: 'Hello', pieces: 2, ttft: 0.5, elapsed: 1 });
		expect(two[0]).toBe(begun[0]);
		expect(take(two, update([told('1', { text: 'Hello!' })], true))[1]?.text).toBe('Hello!');
	});

	it('knows when all is over', () => {
		const over = take(begun, update(['1', '2'].map((id) => told(id, { state: 'ended' }))));
		expect([isOver([]), isOver(begun), isOver(over)]).toEqual([false, false, true]);
	});
});

describe('rateOf', () => {
	const answer = (change: Partial<Answer>) => ({ ...begun[0]!, ...change });

	it('is told from pieces while it runs: the first one begins the clock', () => {
		expect(rateOf(answer({ pieces: 11, ttft: 1, elapsed: 3 }))).toEqual({ value: 5, exact: false });
		expect(rateOf(answer({ pieces: 1, ttft: 1, elapsed: 1 }))).toBeNull();
		expect(rateOf(answer({}))).toBeNull();
	});

	it('is Ollama’s own at the end', () => {
		const end = ended({ metrics: { decode_rate: 41.7 } });
		expect(rateOf(answer({ pieces: 11, ttft: 1, elapsed: 3, end }))).toEqual({
			value: 41.7,
			exact: true
		});
	});
});

it('a screen reader hears of beginnings and ends, not of words', () => {
	const running = take(begun, update([told('1', { text: 'Hello' })]));
	const more = take(running, update([told('1', { text: ' there' })]));
	expect(announcement(more)).toBe(announcement(running));
	expect(announcement(more)).toBe('1 of 2 answers have begun, 0 are complete.');
	const failed = ended({ outcome: 'failed' });
	const over = more.map((it) => ({ ...it, state: 'ended' as const, end: failed }));
	expect(announcement(over)).toBe('All 2 answers have ended, 2 with an error.');
	expect([begun, running, over].map((it) => announcement(it.slice(1)))).toEqual([
		'Waiting for the answer.',
		'The answer has begun.',
		'The answer has ended with an error.'
	]);
	const well = over.map((it) => ({ ...it, end: ended() }));
	expect(announcement(well.slice(1))).toBe('The answer has ended.');
});

describe('a vote', () => {
	const answer = (streamId: string, model: string, change: Partial<Answer> = {}): Answer => ({
		...begun[0]!,
		streamId,
		model,
		state: 'ended',
		text: 'words',
		end: ended(),
		...change
	});
	const [a, b, c] = [answer('3', 'a'), answer('1', 'b'), answer('2', 'a:latest')];

	it('waits for whole answers of different models', () => {
		expect(noVote([a, b])).toBeNull();
		expect(noVote([a, { ...b, state: 'running', end: null }])).toContain('complete');
		expect(noVote([a, { ...b, end: ended({ outcome: 'failed' }) }])).toContain('two');
		expect(noVote([a, c])).toContain('same model');
	});

	it('lets the best beat each of the others', () => {
		expect(voteFor(b, [a, b, c], 'Why?', true).losers.map((it) => it.model)).toEqual([
			'a',
			'a:latest'
		]);
		expect(voteFor(a, [a, b, c], 'Why?', true)).toEqual({
			winner: { model: 'a', client_id: 'desk' },
			losers: [{ model: 'b', client_id: 'desk' }],
			prompt: 'Why?',
			blind: true
		});
	});

	it('is cast in an order that the ids give', () => {
		expect(shuffled([a, b, c]).map((it) => it.streamId)).toEqual(['1', '2', '3']);
	});
});
