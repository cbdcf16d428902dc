import { aJob } from '../../testing/fleet';
import { emptyFleet } from '$lib/live/fleet';
import { expect, it } from 'vitest';
import { announcement, outcomeOf, verdictOf } from './filing';

const filing = {
	id: 0,
	operation: { kind: 'load' } as const,
	jobIds: ['a', 'b', 'c', 'd'],
	batchIds: ['batch'],
	since: 'e-1'
};

it('counts by state, and what is not heard of yet as queued', () => {
	const jobs = new Map([
		['a', aJob('a', { state: 'succeeded' })],
		['b', aJob('b', { state: 'running' })],
		['c', aJob('c', { state: 'lost' })]
	]);
	expect(outcomeOf(filing, { ...emptyFleet, since: 'e-1', jobs })).toMatchObject({
		total: 4,
		succeeded: 1,
		running: 1,
		queued: 1,
		failed: 1,
		undone: [{ job_id: 'c' }],
		done: false
	});
	jobs.set('b', aJob('b', { state: 'failed' })).set('d', aJob('d', { state: 'cancelled' }));
	expect(outcomeOf(filing, { ...emptyFleet, since: 'e-1', jobs })).toMatchObject({
		queued: 0,
		cancelled: 1,
		done: true
	});
});

it('what a later snapshot does not tell of has ended, nobody knows how', () => {
	const later = { ...emptyFleet, since: 'e-9' };
	const jobs = new Map([['a', aJob('a', { state: 'running' })]]);
	expect(outcomeOf(filing, { ...later, jobs })).toMatchObject({
		total: 4,
		running: 1,
		queued: 0,
		ended: 3,
		done: false
	});
	const all = outcomeOf(filing, later);
	expect(all).toMatchObject({ ended: 4, done: true });
	expect(verdictOf(all)).toEqual({ tone: 'neutral', word: 'Ended' });
});

it('a screen reader hears that it began and how it ended, not of each job', () => {
	const heard = new Set<string>();
	const jobs = new Map<string, ReturnType<typeof aJob>>();
	const listen = () =>
		heard.add(announcement(outcomeOf(filing, { ...emptyFleet, since: 'e-1', jobs })));
	listen();
	for (const id of filing.jobIds) {
		jobs.set(id, aJob(id, { state: id === 'a' ? 'failed' : 'succeeded' }));
		listen();
	}
	expect([...heard]).toEqual(['4 jobs under way.', 'Some failed: 1 failed, 3 ok.']);
});
