import { apply, emptyFleet } from '$lib/live/fleet';
import { aClient, aJob, aLoaded, anInstalled, aSnapshot, GB } from '../../testing/fleet';
import { expect, it } from 'vitest';
import { summarise } from './summary';

it('counts names once, and nothing of the offline', () => {
	const fleet = apply(emptyFleet, [
		aSnapshot({
			clients: [
				aClient('a', { loaded: [aLoaded('m:1', { size: 5 * GB })] }),
				aClient('b', { telemetry: null }),
				aClient('c', { status: 'offline', loaded: [aLoaded('m:1')] })
			],
			installed: {
				a: [anInstalled('m:1'), anInstalled('n:1')],
				b: [anInstalled('m:1')],
				c: [anInstalled('only-offline:1')]
			},
			jobs: [aJob('1', { state: 'running' }), aJob('2'), aJob('3', { state: 'failed' })]
		})
	]);
	expect(summarise(fleet)).toMatchObject({
		machines: 3,
		by: { online: 2, unreachable: 0, late: 0, offline: 1 },
		models: 2,
		installed: 3,
		loaded: 1,
		loadedBytes: 5 * GB,
		memoryUsed: 8 * GB,
		memoryTotal: 64 * GB,
		jobsRunning: 1,
		jobsQueued: 1
	});
});
