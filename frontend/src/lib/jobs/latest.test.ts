import { aJob, at } from '../../testing/fleet';
import { expect, it } from 'vitest';
import { latestOf, latestOfModel } from './latest';

const jobs = [
	aJob('old', { state: 'succeeded', finished_at: at(10) }),
	aJob('new', { state: 'failed', finished_at: at(90) }),
	aJob('elsewhere', { client_id: 'b' }),
	aJob('waiting', { state: 'queued', created_at: at(99) }),
	aJob('busy', { state: 'running', created_at: at(1) })
];

it('shows what goes on there first, then the latest, and no more than asked', () => {
	const ids = (most: number) => latestOf(jobs, 'a', most).map((job) => job.job_id);
	expect(ids(9)).toEqual(['busy', 'waiting', 'new', 'old']);
	expect(ids(2)).toEqual(['busy', 'waiting']);
});

it('shows what goes on with a model, wherever, and no mere look at it', () => {
	const asked = aJob('asked', { kind: 'show', operation: { kind: 'show', verbose: false } });
	const other = aJob('other', { model: 'other:1b' });
	const ids = latestOfModel([asked, other, ...jobs], 'm:latest', 9).map((job) => job.job_id);
	expect(ids).toEqual(['busy', 'waiting', 'elsewhere', 'new', 'old']);
});
