import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { aBeat, aClient, aJob, aSnapshot } from '../../testing/fleet';
import { LiveFleet } from './live.svelte';

/** How often `read` ran: once, and then after each of these. */
function runs(live: LiveFleet, read: () => unknown, ...changes: (() => void)[]): number {
	let count = 0;
	const stop = $effect.root(() => {
		$effect(() => {
			read();
			count++;
		});
	});
	flushSync();
	for (const change of changes) flushSync(change);
	stop();
	return count;
}

describe('the live fleet', () => {
	const live = new LiveFleet();
	live.take([aSnapshot({ seq: 1, clients: [aClient('a')] })]);
	let seq = 1;
	const beat = () => live.take([aBeat(++seq, 'a')]);
	const job = () => live.take([{ seq: ++seq, type: 'job.changed', job: aJob('j') }]);

	it('lets nobody hear of beats who reads what they do not change', () => {
		for (const part of ['epoch', 'installed', 'catalog', 'jobs', 'benchmarks'] as const)
			expect(
				runs(live, () => live.fleet[part], beat, beat, beat),
				part
			).toBe(1);
		expect(runs(live, () => live.fleet.clients, beat, beat, beat)).toBe(4);
	});

	it('tells who reads the jobs of each change', () => {
		expect(runs(live, () => live.job('j'), job, beat, job)).toBe(3);
	});

	it('tells of a fresh snapshot by `since`', () => {
		const snapshot = () => live.take([aSnapshot({ seq: ++seq, clients: [aClient('a')] })]);
		expect(runs(live, () => live.fleet.since, beat, snapshot, beat)).toBe(2);
	});
});
