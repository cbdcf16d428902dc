import { apply, emptyFleet } from '$lib/live/fleet';
import { compile, parse, vocabularies } from '$lib/search';
import type { Snapshot } from '$lib/api/types';
import {
	aClient,
	aJob,
	anInstalled,
	aSnapshot,
	aTelemetry,
	at,
	digest,
	GB
} from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { concernsOf, machinesOf, type Concern } from './attention';
import { rowOf } from './search';
import { Stock } from './stock';

const NOW = Date.parse(at(7200));
const concerns = (change: Partial<Snapshot>): Concern[] => {
	const fleet = apply(emptyFleet, [aSnapshot(change)]);
	return concernsOf(fleet, new Stock().of(fleet), NOW);
};
const brief = (all: Concern[]) =>
	all.map((it) => [
		it.id,
		it.items.map(({ name, why }) => `${name}: ${why}`.replace(/\u00a0/g, ' '))
	]);
const ollama = (version: string) => ({ reachable: true, url: 'u', version, stale: false });

describe('concernsOf', () => {
	it('is empty where all is well', () =>
		expect(concerns({ clients: [aClient('a'), aClient('b')] })).toEqual([]));

	it('names machines with the reason, the gravest first', () => {
		const broken = { reachable: false, url: 'u', error: 'connection refused', stale: false };
		const clients = [
			aClient('late', { status: 'late', status_reason: 'link lost' }),
			aClient('off', { status: 'offline', status_reason: 'said goodbye' }),
			aClient('bad', { ollama: broken })
		];
		expect(brief(concerns({ clients }))).toEqual([
			['unreachable', ['bad: connection refused']],
			['offline', ['off: said goodbye']],
			['late', ['late: link lost']]
		]);
	});

	it('tells of disks below a share or an amount, of no machine that is away', () => {
		const free = (bytes: number) => ({ telemetry: aTelemetry({ disk_free: bytes }) });
		const clients = [
			aClient('share', free(49 * GB)),
			aClient('fine', free(51 * GB)),
			aClient('unknown', { telemetry: aTelemetry({ disk_free: null }) }),
			aClient('gone', { ...free(0), status: 'offline' })
		];
		const [, disk] = concerns({ clients });
		expect(brief([disk!])).toEqual([['disk', ['share: 49.0 GB free']]]);
		expect(disk?.rule).toContain('5 %');
	});

	it('tells of jobs that failed lately, by machine', () => {
		const error = { code: 'x', message: 'no space left\nmore', retryable: false };
		const failed = (id: string, seconds: number, client_id = 'a') =>
			aJob(id, { state: 'failed', error, finished_at: at(seconds), client_id });
		const jobs = [failed('1', 7000), failed('2', 7100), failed('3', 10), failed('4', 7000, 'b')];
		expect(brief(concerns({ clients: [aClient('a'), aClient('b')], jobs }))).toEqual([
			['jobs', ['a: 2 times, last: no space left', 'b: load: no space left']]
		]);
	});

	it('counts each machine on which something is wrong, and none for what is worth knowing', () => {
		const jobs = ['1', '2'].map((id) => aJob(id, { state: 'failed', finished_at: at(7000) }));
		const clients = [
			aClient('a', { outdated: ['m:1'] }),
			aClient('off', { status: 'offline' }),
			aClient('full', { telemetry: aTelemetry({ disk_free: 0 }) }),
			aClient('well', { outdated: ['m:1'], ollama: ollama('0.1.0') })
		];
		expect([...machinesOf(concerns({ clients, jobs }))].sort()).toEqual(['a', 'full', 'off']);
	});

	it('leads to jobs filed as long ago as those that failed lately', () => {
		const failed = (id: string, filed: number) =>
			aJob(id, { state: 'failed', created_at: at(filed), finished_at: at(7000) });
		const query = (...jobs: ReturnType<typeof failed>[]) => {
			const place = concerns({ clients: [aClient('a')], jobs })[0]?.place;
			return place?.at === 'jobs' ? place.query : undefined;
		};
		expect(query(failed('1', 6900))).toBe('is:failed created:<1h');
		expect(query(failed('1', 6900), failed('2', 0))).toBe('is:failed created:<3h');
	});

	it('tells of drift, of updates, and of older Ollamas', () => {
		const clients = [
			aClient('a', { outdated: ['m:1'], ollama: ollama('0.12.0') }),
			aClient('b', { outdated: ['m:1'], ollama: ollama('0.9.3') })
		];
		const installed = { a: [anInstalled('m:1')], b: [anInstalled('m:1', { digest: digest(2) })] };
		expect(brief(concerns({ clients, installed }))).toEqual([
			['drift', ['m:1: ']],
			['updates', ['m:1: on 2 machines']],
			['ollama', ['0.9.3: on 1 machine']]
		]);
	});

	it('leads to exactly those machines', () => {
		const clients = [
			aClient('a', { ollama: ollama('0.12.0') }),
			aClient('b', { ollama: ollama('0.1.0') }),
			aClient('c', { ollama: ollama('0.9.0') }),
			aClient('d', { ollama: ollama('0.12.0-rc1') })
		];
		const place = concerns({ clients }).find((it) => it.id === 'ollama')?.place;
		const { query } = parse(place?.at === 'fleet' ? place.query : '', vocabularies.clients);
		const meets = compile(query!, NOW);
		expect(clients.map(rowOf).filter(meets).length).toBe(3);
		expect(meets(rowOf(clients[0]!))).toBe(false);
		const away = aClient('e', { ollama: ollama('0.1.0'), status: 'offline' });
		expect(meets(rowOf(away))).toBe(false);
	});

	it('leads to queries that can be read', () => {
		const clients = [
			aClient('a', { status: 'offline', outdated: ['m:1'] }),
			aClient('b', { outdated: ['m:1'], ollama: ollama('0.9.3-rc1') }),
			aClient('c', { ollama: ollama('0.12.0') })
		];
		const jobs = [aJob('1', { state: 'lost', finished_at: at(7000) })];
		const words = { fleet: 'clients', models: 'models', jobs: 'jobs' } as const;
		for (const { items, place } of concerns({ clients, jobs })) {
			for (const it of [place, ...items.map((item) => item.place)]) {
				if (it.at === 'fleet' || it.at === 'models' || it.at === 'jobs')
					expect(parse(it.query, vocabularies[words[it.at]]).error).toBeUndefined();
			}
		}
	});
});
