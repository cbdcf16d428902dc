import { aJob, at } from '../../testing/fleet';
import type { Job } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { progressWords, reasonOf, resultWords, share, took } from './words';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const running = (progress: Partial<NonNullable<Job['progress']>>): Job =>
	aJob('a', { state: 'running', progress: { status: 'pulling', layers: [], ...progress } });

describe('progressWords', () => {
	it.each([
		[
			{ completed: 45.2e6, total: 98e6, rate: 5e6, eta_s: 11 },
			'45.2 MB of 98.0 MB · 5.0 MB/s · 11 s left'
		],
		[{ completed: 45.2e6, total: 98e6 }, '45.2 MB of 98.0 MB'],
		[{ completed: 0, total: 98e6, rate: 0, eta_s: null }, '0 B of 98.0 MB'],
		[{ completed: 5 }, 'pulling']
	])('leaves out what is not known: %j', (progress, words) =>
		expect(plain(progressWords(running(progress)))).toBe(words)
	);
	it('counts the samples of a benchmark', () => {
		const job = { ...running({ status: 'chat', completed: 3, total: 30, eta_s: 60 }) };
		expect(plain(progressWords({ ...job, kind: 'benchmark' }))).toBe(
			'chat · 3 of 30 samples · 1 min left'
		);
	});
	it('knows no share of an unknown whole', () => {
		expect(share(running({ completed: 5 }))).toBeNull();
		expect(share(running({ completed: 5, total: 0 }))).toBeNull();
		expect(share(running({ completed: 5, total: 10 }))).toBe(0.5);
	});
});

describe('reasonOf', () => {
	const error = { code: 'registry_unreachable', message: 'No way there.', retryable: true };
	it('says what a queued job waits for, and why it tries again', () => {
		const waiting = aJob('a', { waiting_for: 'desk to come online' });
		expect(reasonOf(waiting)).toBe('Waits for desk to come online.');
		expect(reasonOf({ ...waiting, error, waiting_for: 'its next try' })).toBe(
			'No way there. Waits for its next try.'
		);
		const bare = { ...error, message: 'a proxy says no' };
		expect(reasonOf({ ...waiting, error: bare })).toBe(
			'a proxy says no. Waits for desk to come online.'
		);
	});
	it('says why it failed', () =>
		expect(reasonOf(aJob('a', { state: 'failed', error }))).toBe('No way there.'));
});

it('took counts to the end, or to now while it runs, and not while it waits', () => {
	const job = aJob('a', { started_at: at(10), finished_at: at(13), state: 'failed' });
	expect(took(job, 0)).toBe(3);
	expect(took({ ...job, finished_at: null, state: 'running' }, Date.parse(at(15)))).toBe(5);
	expect(took({ ...job, state: 'queued' }, Date.parse(at(15)))).toBeNull();
});

it.each([
	[{ outdated: true, updated: false, download_size: 2e9 }, 'update available: 2.0 GB to download'],
	[{ outdated: true, updated: true }, 'updated'],
	[{ outdated: false, updated: false }, 'up to date'],
	[{ outdated: false, updated: false, reason: 'no such model there' }, 'no such model there']
])('resultWords of an update: %j', (result, words) => {
	const job = aJob('a', { kind: 'update', state: 'succeeded', result });
	expect(plain(resultWords(job))).toBe(words);
});
