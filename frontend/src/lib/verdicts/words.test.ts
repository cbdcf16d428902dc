import type { GateRow } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { counted, ratio, verdictOf } from './words';

describe('verdicts in words', () => {
	it('names the better one, and what is better about it', () => {
		const word = (verdict: 'a_better' | 'b_better', metric: 'ttft' | 'energy_per_token') =>
			verdictOf({ verdict }, metric, 'desk', 'lab').word;
		expect(word('a_better', 'ttft')).toBe('desk is faster');
		expect(word('b_better', 'energy_per_token')).toBe('lab needs less energy');
	});

	it('tells ratios with their digits', () => {
		expect([1, 0.8321, 250.4].map(ratio)).toEqual(['1.000', '0.832', '250']);
	});

	it('counts what a gate found', () => {
		const row = (verdict: GateRow['gate']['verdict']) => ({ gate: { verdict } }) as GateRow;
		expect(counted([row('passed'), row('regressed'), row('passed')])).toBe('1 worse, 2 passed');
	});
});
