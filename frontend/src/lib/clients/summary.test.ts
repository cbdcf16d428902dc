import { apply, emptyFleet } from '$lib/live/fleet';
import {
	aBeat,
	aClient,
	aJob,
	aLoaded,
	anInstalled,
	aSnapshot,
	aTelemetry,
	digest,
	GB
} from '../../testing/fleet';
import { expect, it } from 'vitest';
import { Stock } from './stock';
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
	expect(summarise(fleet, new Stock().of(fleet))).toMatchObject({
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

it('sums up what OBT itself asks for, of machines that are heard', () => {
	const rates = { a: 10, b: 5.5, c: null, d: 7 };
	const clients = Object.entries(rates).map(([id, output_rate]) =>
		aClient(id, {
			telemetry: aTelemetry({ output_rate }),
			status: id === 'd' ? 'late' : 'online'
		})
	);
	const told = (clients: ReturnType<typeof aClient>[]) => {
		const fleet = apply(emptyFleet, [aSnapshot({ clients })]);
		return summarise(fleet, new Stock().of(fleet));
	};
	expect(told(clients)).toMatchObject({ outputRate: 15.5, outputFrom: 2 });
	expect(told([aClient('a')])).toMatchObject({ outputRate: null, outputFrom: 0 });
});

it('follows lists and statuses, and counts only then', () => {
	const stock = new Stock();
	const start = apply(emptyFleet, [
		aSnapshot({
			clients: [aClient('a'), aClient('b')],
			installed: { a: [anInstalled('m:1')], b: [anInstalled('m:1'), anInstalled('n:1')] }
		})
	]);
	const first = stock.of(start);
	expect(first).toEqual({ models: 2, installed: 3, drifting: [] });
	expect(stock.of(apply(start, [aBeat(2, 'a')]))).toBe(first);
	const gone = { type: 'client.removed', seq: 3, client_id: 'b' } as const;
	expect(stock.of(apply(start, [gone]))).toMatchObject({ models: 1, installed: 1 });
	const off = aClient('b', { status: 'offline' });
	expect(stock.of(apply(start, [{ type: 'client.changed', seq: 3, client: off }]))).toMatchObject({
		models: 1,
		installed: 1
	});
});

it('names models of which machines have different versions', () => {
	const other = { digest: digest(2) };
	const fleet = apply(emptyFleet, [
		aSnapshot({
			clients: [aClient('a'), aClient('b'), aClient('c', { status: 'offline' })],
			installed: {
				a: [anInstalled('m:1'), anInstalled('n:1')],
				b: [anInstalled('m:1', other), anInstalled('n:1')],
				c: [anInstalled('n:1', other)]
			}
		})
	]);
	expect(new Stock().of(fleet).drifting).toEqual(['m:1']);
});
