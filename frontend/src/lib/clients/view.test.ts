import { aClient } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { inState, readView, STATES, writeView } from './view';

describe('inState', () => {
	it('counts a client with a broken Ollama as online, and as what it is told needs attention', () => {
		const broken = { reachable: false, url: 'http://x', error: 'connection refused', stale: false };
		const one = aClient('x', { ollama: broken });
		expect(STATES.filter((state) => inState(one, state, new Set()))).toEqual(['all', 'online']);
		expect(STATES.filter((state) => inState(one, state, new Set(['x'])))).toEqual([
			'all',
			'attention',
			'online'
		]);
	});
});

describe('the view in the address', () => {
	it('comes back as it was', () => {
		const view = {
			query: 'gpu:"rtx 4090"',
			state: 'offline',
			layout: 'table',
			sort: { by: 'cpu', descending: true }
		} as const;
		expect(writeView(view)).toContain('sort=-cpu');
		expect(readView(new URLSearchParams(writeView(view)))).toEqual(view);
	});
	it('ignores what it does not know', () =>
		expect(writeView(readView(new URLSearchParams('?show=x&sort=-y&view=z')))).toBe(''));
	it('takes the layout chosen before, unless the address names one', () => {
		const layout = (query: string) => readView(new URLSearchParams(query), 'table').layout;
		expect([layout(''), layout('?view=cards')]).toEqual(['table', 'cards']);
	});
});
