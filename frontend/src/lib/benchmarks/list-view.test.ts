import type { BenchmarkSummary } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { isPlain, listed, readListView, writeListView } from './list-view';

const benchmark = {
	name: 'Before the upgrade',
	models: ['llama3.2:1b'],
	clients: ['c-1'],
	workloads: ['chat'],
	state: 'succeeded',
	imported: false
} as unknown as BenchmarkSummary;
const machine = () => 'Desk';

describe('the list of benchmarks', () => {
	it('stands in the address', () => {
		const view = { query: 'desk & <b>', state: 'failed' as const };
		expect(readListView(new URLSearchParams(writeListView(view)))).toEqual(view);
		expect(writeListView({ query: '', state: 'all' })).toBe('');
		expect(readListView(new URLSearchParams('?state=nonsense')).state).toBe('all');
		expect(isPlain({ query: ' ', state: 'all' })).toBe(true);
	});

	it('is searched by name, model, machine and workload, all words at once', () => {
		const has = (query: string) => listed(benchmark, { query, state: 'all' }, machine);
		expect(['upgrade', 'llama desk', 'CHAT c-1', ''].map(has)).toEqual([true, true, true, true]);
		expect(has('llama laptop')).toBe(false);
	});

	it('is filtered by state', () => {
		const has = (state: 'done' | 'open' | 'imported') =>
			listed(benchmark, { query: '', state }, machine);
		expect([has('done'), has('open'), has('imported')]).toEqual([true, false, false]);
	});
});
