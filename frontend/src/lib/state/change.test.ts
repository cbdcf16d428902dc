import { ProblemError, noAnswer } from '$lib/api/problem';
import { expect, it } from 'vitest';
import { Change } from './change.svelte';

const refused = () => Promise.reject(new ProblemError(noAnswer(new TypeError('down'))));

it('is busy until it is made', async () => {
	const change = new Change();
	let resolve!: () => void;
	const made = change.make(() => new Promise((it) => (resolve = it)));
	expect(change.busy).toBe(true);
	resolve();
	await made;
	expect([change.busy, change.problem]).toEqual([false, null]);
});

it('tells a refusal in its words, until the next try', async () => {
	const change = new Change((it) => `Not saved: ${it.message}`);
	await change.make(refused);
	expect([change.busy, change.problem]).toEqual([false, expect.stringMatching(/^Not saved: ./)]);
	await change.make(() => Promise.resolve());
	expect(change.problem).toBeNull();
});

it('keeps no mistake of ours to itself', async () => {
	const change = new Change();
	await expect(change.make(() => Promise.reject(new RangeError('ours')))).rejects.toThrow('ours');
	expect(change.busy).toBe(false);
});
