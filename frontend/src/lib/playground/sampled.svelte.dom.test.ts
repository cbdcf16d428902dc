import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sampled } from './sampled.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('is taken now and then while it changes, and the last one always', () => {
	let text = $state('');
	const seen: string[] = [];
	const stop = $effect.root(() => {
		const lately = sampled(() => text);
		$effect(() => void seen.push(lately()));
	});
	flushSync();
	for (let i = 1; i <= 100; i++) {
		text += 'x';
		flushSync();
		vi.advanceTimersByTime(10);
		flushSync();
	}
	expect(seen.map((it) => it.length)).toEqual([0, 40, 80]);
	vi.advanceTimersByTime(400);
	flushSync();
	expect(seen.at(-1)).toBe('x'.repeat(100));
	stop();
});
