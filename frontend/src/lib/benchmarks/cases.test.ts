import type { BenchmarkCell } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { caseOf, workloadName, workloadOf, worksOf } from './cases';

const cells = ['long-context@1/depth=16384', 'chat@1', 'long-context@1/depth=4096'].map(
	(workload) => ({ workload }) as BenchmarkCell
);

describe('cases', () => {
	it('belong to their workload, in the order of their numbers', () => {
		expect([...worksOf(cells)]).toEqual([
			['chat@1', ['chat@1']],
			['long-context@1', ['long-context@1/depth=4096', 'long-context@1/depth=16384']]
		]);
		expect(workloadOf('rate@2/rate=0.5')).toBe('rate@2');
	});

	it('are told without what goes without saying', () => {
		expect(caseOf('rate@2/rate=0.5')).toBe('rate 0.5');
		expect(caseOf('chat@1')).toBe('');
		expect(workloadName('chat@1', ['chat@1', 'rate@1'])).toBe('chat');
		expect(workloadName('chat@1', ['chat@1', 'chat@2'])).toBe('chat@1');
	});
});
