import { ProblemError, noAnswer } from '$lib/api/problem';
import { expect, it } from 'vitest';
import { Reading } from './reading.svelte';

function later<T>() {
	let resolve!: (value: T) => void;
	const promise = new Promise<T>((it) => (resolve = it));
	return { promise, resolve };
}

it('an answer stands under its own question only', async () => {
	const reading = new Reading<number>();
	await reading.read(() => Promise.resolve(1), 'a');
	expect([reading.value, reading.answerTo('a'), reading.answerTo('b')]).toEqual([1, 1, null]);
});

it('the newest question counts: an older answer that comes late is dropped', async () => {
	const reading = new Reading<number>();
	const [slow, fast] = [later<number>(), later<number>()];
	const both = [reading.read(() => slow.promise, 'a'), reading.read(() => fast.promise, 'b')];
	fast.resolve(2);
	slow.resolve(1);
	await Promise.all(both);
	expect([reading.answerTo('a'), reading.answerTo('b'), reading.busy]).toEqual([null, 2, false]);
});

it('a problem is told, and what was known stays', async () => {
	const reading = new Reading<number>();
	await reading.read(() => Promise.resolve(1), 'a');
	await reading.read(() => Promise.reject(new ProblemError(noAnswer(new TypeError('down')))), 'a');
	expect(reading.problem).not.toBeNull();
	expect(reading.answerTo('a')).toBe(1);
});
