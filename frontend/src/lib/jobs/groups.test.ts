import { aJob, at } from '../../testing/fleet';
import type { Job } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { about, grouped, merged, whyFailed } from './groups';

const name = (id: string) => id;
const all = () => true;

describe('merged', () => {
	it('believes the stream, and adds what only the past knows', () => {
		const live = new Map([['a', aJob('a', { state: 'running' })]]);
		const past = [aJob('a', { state: 'failed' }), aJob('b')];
		expect(merged(live, past).map((job) => [job.job_id, job.state])).toEqual([
			['a', 'running'],
			['b', 'queued']
		]);
	});
});

describe('grouped', () => {
	const old = aJob('o', { batch_id: 'old', created_at: at(0) });
	const news = (id: string, change: Partial<Job> = {}) =>
		aJob(id, { batch_id: 'new', created_at: at(9), ...change });

	it('puts the newest batch first', () =>
		expect(grouped([old, news('n')], all, name).map((group) => group.id)).toEqual(['new', 'old']));

	it('puts what failed first, the rest in an order that states do not change', () => {
		const jobs = [
			news('1', { model: 'c', state: 'succeeded' }),
			news('2', { model: 'b', state: 'running' }),
			news('3', { model: 'a', state: 'queued' }),
			news('4', { model: 'd', state: 'lost' })
		];
		const [group] = grouped(jobs, all, name);
		expect(group!.jobs.map((job) => job.model)).toEqual(['d', 'a', 'b', 'c']);
	});

	it('shows a batch of which one job matches, and counts all of it', () => {
		const jobs = [old, news('1', { state: 'failed' }), news('2', { state: 'succeeded' })];
		const found = grouped(jobs, (job) => job.state === 'failed', name);
		expect(found).toHaveLength(1);
		expect(found[0]!.matching.map((job) => job.job_id)).toEqual(['1']);
		expect(found[0]!.summary).toMatchObject({ total: 2, failed: 1, succeeded: 1 });
	});
});

it.each([
	[[aJob('1', { model: 'm:1', client_id: 'x' })], 'm:1 on x'],
	[
		[aJob('1', { client_id: 'x', model: 'm' }), aJob('2', { client_id: 'y', model: 'm' })],
		'm on 2 machines'
	],
	[[aJob('1', { model: 'm' }), aJob('2', { model: 'n' })], '2 models on a'],
	[[aJob('1', { model: null, client_id: 'x' })], 'on x']
])('about says it in few words', (jobs, words) => expect(about(jobs, name)).toBe(words));

describe('why jobs failed', () => {
	const failing = (id: string, message: string) =>
		aJob(id, { state: 'failed', error: { code: 'x', message, retryable: false } });
	it('is said once for all that failed alike', () =>
		expect(whyFailed([aJob('a'), failing('b', 'No space.'), failing('c', 'No space.')])).toBe(
			'No space.'
		));
	it('names the first of several, and how many more', () =>
		expect(whyFailed([failing('a', 'No space.'), failing('b', 'Too old.')])).toBe(
			'No space. (and 1 other reason)'
		));
	it('is nothing where nothing failed', () => expect(whyFailed([aJob('a')])).toBe(''));
});
