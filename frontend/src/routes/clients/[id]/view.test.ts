import { expect, it } from 'vitest';
import { readView, writeView } from './view';

it('comes back from the address as it was', () => {
	const view = {
		tab: 'log',
		range: '7d',
		log: 'models',
		sort: { by: 'size', descending: true }
	} as const;
	expect(readView(new URLSearchParams(writeView(view)))).toEqual(view);
	expect(writeView(readView(new URLSearchParams('?tab=x&range=y&sort=z')))).toBe('');
});
