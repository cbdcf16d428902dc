import { describe, expect, it } from 'vitest';
import { blocksOf } from './blocks';
import { likeness, wordDiff } from './diff';
import { sift, type Picture } from './images';
import type { Box } from '$lib/ui/store';
import { forget, readLong, readRecent, remember, writeLong } from './recent';
import { duelOf, joined, wilson } from './tally';
import { aBox } from '../../testing/box';
import { idOf, lackOfDraft, workloadOf } from './workload';

describe('blocksOf', () => {
	it('parts code from words', () => {
		expect(blocksOf(' Look:\n\n```js\nlet a;\n```\n\nDone.')).toEqual([
			{ code: false, text: 'Look:' },
			{ code: true, text: 'let a;' },
			{ code: false, text: 'Done.' }
		]);
	});

	it('shows code while it is written, and fences within fences', () => {
		expect(blocksOf('```\na')).toEqual([{ code: true, text: 'a' }]);
		expect(blocksOf('````\n```\nx\n```\n````')).toEqual([{ code: true, text: '```\nx\n```' }]);
		expect(blocksOf('')).toEqual([]);
	});
});

it('a diff is of words', async () => {
	const parts = (await wordDiff('the sky is blue', 'the sea is blue'))!;
	expect(parts.filter((it) => it.side !== 'both')).toEqual([
		{ text: 'sky', side: 'first' },
		{ text: 'sea', side: 'second' }
	]);
	expect(likeness(parts)).toBe(0.75);
	expect(likeness((await wordDiff('same', 'same'))!)).toBe(1);
});

describe('sift', () => {
	const file = (name: string, size = 1, type = 'image/png') => ({ name, type, size });
	const there = (bytes: number): Picture => ({ name: 'p', data: '', url: '', bytes });

	it('takes what a prompt may hold, and says why not the rest', () => {
		const files = [file('a'), file('b', 1, 'image/gif'), file('c', 5_000_001), file('d', 4e6)];
		const { taken, refused } = sift(files, [there(3e6)]);
		expect(taken.map((it) => it.name)).toEqual(['a']);
		expect(refused).toHaveLength(3);
		const many = sift(
			Array.from({ length: 10 }, () => file('x')),
			[]
		);
		expect([many.taken.length, many.refused.length]).toEqual([8, 2]);
	});
});

describe('recent prompts', () => {
	const ask = (prompt: string) => ({ prompt, system: '' });

	it('are the newest, each once, until they are forgotten', () => {
		const box = aBox();
		for (const prompt of ['a', 'b', 'a']) remember(box, ask(prompt));
		expect(readRecent(box).map((it) => it.prompt)).toEqual(['a', 'b']);
		for (let i = 0; i < 30; i++) remember(box, ask(String(i)));
		expect(readRecent(box)).toHaveLength(20);
		forget(box);
		expect(readRecent(box)).toEqual([]);
	});

	it('survive what others wrote there, and a storage that is denied', () => {
		const box = aBox();
		box.setItem('obt-playground-recent', '{"not":"ours"');
		expect(readRecent(box)).toEqual([]);
		const refuse = () => {
			throw new DOMException('denied', 'SecurityError');
		};
		const denied: Box = { getItem: refuse, setItem: refuse, removeItem: refuse };
		expect(remember(denied, ask('a'))).toEqual([ask('a')]);
	});
});

it('a text too long for the address stays in the tab, for each page its own', () => {
	const box = aBox();
	writeLong(box, 'chat', { prompt: '', system: 'Be brief.' });
	expect(readLong(box, 'chat')?.system).toBe('Be brief.');
	expect(readLong(box, 'compare')).toBeNull();
});

describe('a duel', () => {
	const pair = { model_a: 'a', model_b: 'b', prompts: 2, last_at: '2026-01-01T00:00:00Z' };

	it('has the interval of Wilson', () => {
		// Newcombe 1998, table I: 81 of 263
		expect(wilson(81, 263).low).toBeCloseTo(0.2553, 4);
		expect(wilson(81, 263).high).toBeCloseTo(0.3662, 4);
		expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
		expect(wilson(0, 20).low).toBe(0);
	});

	it('is there once, as it was told last, whatever pages overlap', () => {
		const old = { ...pair, wins_a: 1, wins_b: 0 };
		const other = { ...old, model_b: 'c' };
		expect(joined([old], [{ ...old, wins_a: 2 }, other])).toEqual([{ ...old, wins_a: 2 }, other]);
	});

	it('begins with who won more often, and is open while one half is possible', () => {
		expect(duelOf({ ...pair, wins_a: 1, wins_b: 3 })).toMatchObject({
			better: 'b',
			wins: 3,
			n: 4,
			decided: false
		});
		expect(duelOf({ ...pair, wins_a: 19, wins_b: 1 }).decided).toBe(true);
	});
});

describe('a prompt as a workload', () => {
	it('gets an id from its name', () => {
		expect(idOf('  Our Tickets, über uns! ')).toBe('our-tickets-uber-uns');
		expect(idOf('日本')).toBe('');
	});

	it('says what is missing', () => {
		const draft = { name: 'x', outputTokens: 10, numCtx: 100, fixed: false };
		expect(lackOfDraft(draft)).toBeNull();
		expect(lackOfDraft({ ...draft, name: '' })).toContain('name');
		expect(lackOfDraft({ ...draft, outputTokens: 1.5 })).toContain('token');
		expect(lackOfDraft({ ...draft, outputTokens: 100 })).toContain('fit');
		expect(workloadOf(draft, { prompt: 'p', system: '' })).toMatchObject({
			id: 'x',
			prompts: ['p'],
			system: null,
			output_tokens: 10
		});
	});
});
