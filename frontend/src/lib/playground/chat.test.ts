import { describe, expect, it } from 'vitest';
import type { Answer } from './answers';
import { asked, factsOf, messagesOf, readChat, settled, writeChat } from './chat';
import { aBox } from '../../testing/box';

const answer: Answer = {
	streamId: 's',
	clientId: 'desk',
	model: 'm',
	state: 'ended',
	text: 'Because.',
	thinking: 'Hm.',
	pieces: 3,
	ttft: 0.32,
	elapsed: 1,
	end: {
		outcome: 'done',
		done_reason: 'stop',
		error: null,
		counters: {},
		metrics: { decode_rate: 41.7 }
	}
};
const failed = (code: string, message: string): Answer => ({
	...answer,
	text: '',
	end: {
		...answer.end!,
		outcome: 'failed',
		metrics: {},
		error: { code, message, retryable: true }
	}
});
const question = [asked('Why?', ['aaaa'])];

describe('a chat', () => {
	it('takes an answer once', () => {
		const once = settled(question, 'r1', answer, 'm on desk');
		expect(once).toHaveLength(2);
		expect(once[1]).toMatchObject({ role: 'assistant', content: 'Because.', problem: null });
		expect(settled(once, 'r1', answer, 'm on desk')).toBe(once);
		expect(settled([], 'r1', answer, 'm on desk')).toEqual([]);
	});

	it('says why an answer is not whole, and does not send an empty one on', () => {
		const turns = settled(question, 'r1', failed('link_lost', 'The link was lost.'), 'm on desk');
		expect(turns[1]?.problem).toMatch(/^The link was lost\. Its client comes back/);
		expect(messagesOf(turns)).toEqual([{ role: 'user', content: 'Why?', images: ['aaaa'] }]);
		const end = { ...answer.end!, outcome: 'stopped' as const };
		expect(settled(question, 'r1', { ...answer, end }, '')[1]?.problem).toBe('Stopped.');
	});

	it('says whose clock a speed is by', () => {
		expect(factsOf(answer)).toBe(
			'first token 320\u00a0ms · 41.7\u00a0tokens/s by Ollama’s counters'
		);
		expect(factsOf({ ...answer, end: null })).toContain('from pieces');
	});

	it('outlives a reload', () => {
		const box = aBox();
		const turns = settled(question, 'r1', answer, 'm on desk');
		expect(writeChat(box, turns)).toBe(true);
		expect(readChat(box)).toEqual(turns);
		box.setItem('obt-playground-chat', '[{"role":"user"}]');
		expect(readChat(box)).toEqual([]);
	});
});
