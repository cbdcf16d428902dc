import { describe, expect, it } from 'vitest';
import { readView, writeView } from './view';

const through = (address: string) => writeView(readView(new URLSearchParams(address)));

describe('the view in the address', () => {
	it('comes back as it was', () => {
		const view = {
			query: 'size:<8GB "a b"',
			chosen: { family: ['llama', 'q,w&en'], machine: ['desk'] },
			sort: { by: 'size', descending: true },
			layout: 'grid' as const,
			columns: ['size', 'context'] as const
		};
		expect(readView(new URLSearchParams(writeView(view)))).toEqual({
			...view,
			columns: ['context', 'size']
		});
	});
	it('is plain when nothing is asked', () => expect(through('')).toBe(''));
	it('takes the columns chosen before, unless the address names some', () => {
		const columns = (query: string) => readView(new URLSearchParams(query), ['context']).columns;
		expect([columns('?q=x'), columns('?columns=size')]).toEqual([['context'], ['size']]);
	});
	it('ignores what it does not know', () => expect(through('?sort=nonsense&x=1&q=')).toBe(''));
});
