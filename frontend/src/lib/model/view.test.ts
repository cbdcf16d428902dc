import { expect, it } from 'vitest';
import { readView, writeView } from './view';

it('comes back from the address as it was', () => {
	const view = { context: 8192, workload: 'long-context' };
	expect(readView(new URLSearchParams(writeView(view)))).toEqual(view);
});

it('is plain when nothing is asked, or nothing that makes sense', () => {
	for (const address of ['', '?context=-1', '?context=many&workload='])
		expect(writeView(readView(new URLSearchParams(address)))).toBe('');
});
