import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AddressedView } from './address.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a view follows at once, its address when the typing pauses', () => {
	const written: string[] = [];
	const addressed = new AddressedView({ q: '' }, ({ q }) => written.push(q));
	addressed.change({ q: 'a' });
	addressed.change({ q: 'ab' });
	expect([addressed.view.q, written]).toEqual(['ab', []]);
	vi.runAllTimers();
	expect(written).toEqual(['ab']);
});

it('a page that was left writes no address, whatever still comes in', () => {
	const written: string[] = [];
	const addressed = new AddressedView({ q: '' }, ({ q }) => written.push(q));
	addressed.change({ q: 'a' });
	addressed.close();
	addressed.change({ q: 'late' });
	vi.runAllTimers();
	expect(written).toEqual([]);
});

it('what waits is written at once where the page is about to be left, and once only', () => {
	const written: string[] = [];
	const addressed = new AddressedView({ q: '' }, ({ q }) => written.push(q));
	addressed.flush();
	addressed.change({ q: 'a' });
	addressed.flush();
	addressed.flush();
	vi.runAllTimers();
	expect(written).toEqual(['a']);
});
