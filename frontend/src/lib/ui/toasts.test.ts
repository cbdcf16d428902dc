import { describe, expect, it } from 'vitest';
import { Toasts } from './toasts.svelte';

describe('Toasts', () => {
	it('go by themselves, but problems stay until closed', () => {
		const timers: (() => void)[] = [];
		const toasts = new Toasts((run) => timers.push(run));
		toasts.show('ok', 'done');
		const problem = toasts.show('danger', 'failed', 'why');
		for (const run of timers) run();
		expect(toasts.items.map((toast) => toast.title)).toEqual(['failed']);
		toasts.close(problem);
		expect(toasts.items).toEqual([]);
	});

	it('never cover the page', () => {
		const toasts = new Toasts(() => undefined);
		for (let i = 0; i < 20; i++) toasts.show('danger', `p${i}`);
		expect(toasts.items.map((toast) => toast.title)).toEqual(['p16', 'p17', 'p18', 'p19']);
	});
});
