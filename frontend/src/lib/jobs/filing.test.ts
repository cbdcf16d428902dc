import { aJob } from '../../testing/fleet';
import { expect, it } from 'vitest';
import { outcomeOf } from './filing';

const filing = {
	id: 0,
	operation: { kind: 'load' } as const,
	jobIds: ['a', 'b', 'c', 'd'],
	batchIds: ['batch']
};

it('counts by state, and what is not heard of yet as queued', () => {
	const jobs = new Map([
		['a', aJob('a', { state: 'succeeded' })],
		['b', aJob('b', { state: 'running' })],
		['c', aJob('c', { state: 'lost' })]
	]);
	expect(outcomeOf(filing, (id) => jobs.get(id))).toMatchObject({
		total: 4,
		succeeded: 1,
		running: 1,
		queued: 1,
		failed: 1,
		undone: [{ job_id: 'c' }],
		done: false
	});
	jobs.set('b', aJob('b', { state: 'failed' })).set('d', aJob('d', { state: 'cancelled' }));
	expect(outcomeOf(filing, (id) => jobs.get(id))).toMatchObject({
		queued: 0,
		cancelled: 1,
		done: true
	});
});
