import { aClient, aTelemetry } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { arranged, inState, ORDERS, readView, writeView } from './view';

const broken = { reachable: false, url: 'http://x', error: 'connection refused', stale: false };
const clients = [
	aClient('node-10', { telemetry: aTelemetry({ cpu_percent: 90 }) }),
	aClient('Node-9', { counts: { installed: 5, loaded: 0, jobs: 0 } }),
	aClient('gone', { status: 'offline' }),
	aClient('slow', { status: 'late' }),
	aClient('broken', { ollama: broken })
];
const ids = (order: (typeof ORDERS)[number]) =>
	arranged(clients, order).map((client) => client.client_id);

describe('arranged', () => {
	it('puts first what needs a person, then sorts names as people count', () =>
		expect(ids('attention')).toEqual(['broken', 'slow', 'gone', 'Node-9', 'node-10']));
	it('sorts by name alone, and by the most of something', () => {
		expect(ids('name')).toEqual(['broken', 'gone', 'Node-9', 'node-10', 'slow']);
		expect(ids('busy')[0]).toBe('node-10');
		expect(ids('models')[0]).toBe('Node-9');
	});
	it('loses none, and changes not what it is given', () => {
		const before = [...clients];
		for (const order of ORDERS) expect(ids(order)).toHaveLength(clients.length);
		expect(clients).toEqual(before);
	});
});

describe('inState', () => {
	it('counts a client with a broken Ollama as online, and as one that needs attention', () => {
		const one = aClient('x', { ollama: broken });
		expect([inState(one, 'online'), inState(one, 'attention'), inState(one, 'offline')]).toEqual([
			true,
			true,
			false
		]);
	});
});

describe('the view in the address', () => {
	it('comes back as it was', () => {
		const view = { query: 'gpu:"rtx 4090"', state: 'offline', order: 'busy' } as const;
		expect(readView(new URLSearchParams(writeView(view)))).toEqual(view);
	});
	it('ignores what it does not know', () =>
		expect(writeView(readView(new URLSearchParams('?show=x&sort=y')))).toBe(''));
});
