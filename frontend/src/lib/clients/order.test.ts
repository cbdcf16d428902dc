import { aClient, aLoaded, aTelemetry, GB } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { arranged, isOrder } from './order';

const broken = { reachable: false, url: 'http://x', error: 'connection refused', stale: false };
const clients = [
	aClient('node-10', { telemetry: aTelemetry({ cpu_percent: 90 }), labels: ['lab'] }),
	aClient('Node-9', { counts: { installed: 5, loaded: 0, jobs: 0 }, loaded: [aLoaded('m')] }),
	aClient('gone', { status: 'offline' }),
	aClient('slow', { status: 'late' }),
	aClient('broken', { ollama: broken, telemetry: null })
];
const ids = (by: string, descending = false) =>
	arranged(clients, { by, descending }).map((client) => client.client_id);

describe('arranged', () => {
	it('puts first what needs a person, then sorts names as people count', () =>
		expect(ids('attention')).toEqual(['broken', 'slow', 'gone', 'Node-9', 'node-10']));
	it('sorts by name alone, and by the most of something', () => {
		expect(ids('name')).toEqual(['broken', 'gone', 'Node-9', 'node-10', 'slow']);
		expect(ids('busy', true)[0]).toBe('node-10');
		expect(ids('models', true)[0]).toBe('Node-9');
		expect(ids('loaded', true)[0]).toBe('Node-9');
	});
	it('puts last what is not known, whichever way', () => {
		expect(ids('cpu').at(-1)).toBe('broken');
		expect(ids('cpu', true).at(-1)).toBe('broken');
		expect([ids('labels')[0], ids('labels', true)[0]]).toEqual(['node-10', 'node-10']);
	});
	it('sorts versions as numbers', () => {
		const of = (version: string) =>
			aClient(version, { ollama: { reachable: true, url: 'u', version, stale: false } });
		const sorted = arranged([of('0.12.0'), of('0.9.3')], { by: 'version', descending: false });
		expect(sorted.map((it) => it.client_id)).toEqual(['0.9.3', '0.12.0']);
	});
	it('loses none, and changes not what it is given', () => {
		const before = [...clients];
		for (const by of ['attention', 'name', 'gpu', 'vram', 'ram', 'disk', 'jobs', 'nonsense'])
			expect(ids(by)).toHaveLength(clients.length);
		expect(clients).toEqual(before);
		expect([isOrder('gpu'), isOrder('toString')]).toEqual([true, false]);
	});
	it('sorts bytes in memory', () => {
		const some = [aClient('a'), aClient('b', { loaded: [aLoaded('m', { size: GB })] })];
		expect(arranged(some, { by: 'loaded', descending: true })[0]?.client_id).toBe('b');
	});
});
