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
		for (let i = 0; i < 20; i++) toasts.show('info', `p${i}`);
		expect(toasts.items.map((toast) => toast.title)).toEqual(['p16', 'p17', 'p18', 'p19']);
		for (let i = 0; i < 20; i++) toasts.show('danger', 'failed', 'the same');
		expect(toasts.items.map((toast) => toast.title)).toEqual(['p17', 'p18', 'p19', 'failed']);
	});

	it('push out no problem', () => {
		const toasts = new Toasts(() => undefined);
		for (const title of ['a', 'b']) toasts.show('danger', title);
		for (let i = 0; i < 20; i++) toasts.show('info', `p${i}`);
		expect(toasts.items.map((toast) => toast.title)).toEqual(['a', 'b', 'p18', 'p19']);
	});
});
