import { describe, expect, it } from 'vitest';
import { askOf, factsOf, formatOf, idOf, MARKDOWN, TRACE } from './workloads';

describe('workloads', () => {
	it('say what they ask for', () => {
		const chat = {
			id: 'chat',
			title: 'Chat',
			kind: 'generation',
			prompt_tokens: 512,
			output_tokens: 128
		};
		expect(askOf(chat as never)).toBe('512 tokens in, 128 out');
		const rate = {
			id: 'rate',
			title: 'Rate',
			kind: 'rate',
			rates: [0.5, 1],
			prompt_tokens: 256,
			output_tokens: 128,
			slo: { ttft: 2 }
		};
		const facts = factsOf(rate as never);
		expect(facts.find((it) => it.name === 'In time')?.text).toContain('first token below');
		expect(facts[0]?.text).toBe('0.5, 1 requests/s');
		expect(facts.find((it) => it.name === 'Each')?.text).toBe('256 tokens in, 128 out');
	});

	it('are told apart by their file', () => {
		expect(formatOf('a.jsonl', '')).toBe('jsonl');
		expect(formatOf('', TRACE)).toBe('jsonl');
		expect(formatOf('', MARKDOWN)).toBe('markdown');
		expect(idOf('Our tickets (2).md')).toBe('our-tickets-2');
	});
});
