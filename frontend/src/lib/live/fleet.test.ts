import {
	aBeat,
	aClient,
	aJob,
	aLoaded,
	anInstalled,
	anInstalledModel,
	aSnapshot,
	at,
	digest
} from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { apply, emptyFleet } from './fleet';

const counts = { installed: 1, loaded: 0, jobs: 0 };
const start = apply(emptyFleet, [
	aSnapshot({
		seq: 10,
		clients: [aClient('a'), aClient('b')],
		installed: { a: [anInstalled('m:latest')] },
		jobs: [aJob('j', { state: 'running' })]
	})
]);

describe('apply', () => {
	it('knows nothing before a snapshot', () => {
		expect(apply(emptyFleet, [aBeat(5, 'a')])).toBe(emptyFleet);
	});

	it('lets a snapshot replace all, even one of a younger server with lower seq', () => {
		const fleet = apply(start, [aSnapshot({ epoch: 'e2', seq: 1, clients: [aClient('c')] })]);
		expect([...fleet.clients.keys()]).toEqual(['c']);
		expect(fleet.installed.size + fleet.jobs.size).toBe(0);
		expect(fleet).toMatchObject({ epoch: 'e2', seq: 1 });
	});

	it('ignores what it has already seen, and accepts jumps', () => {
		expect(apply(start, [aBeat(10, 'a', { loaded: [aLoaded('x')] })])).toBe(start);
		const later = apply(start, [aBeat(99, 'a', { loaded: [aLoaded('x')] })]);
		expect(later.clients.get('a')?.loaded).toHaveLength(1);
		expect(later.seq).toBe(99);
	});

	it('changes only what an event names, and never its input', () => {
		const before = structuredClone(start);
		const fleet = apply(start, [aBeat(11, 'a')]);
		expect(start).toEqual(before);
		expect(fleet.clients.get('b')).toBe(start.clients.get('b'));
		expect(fleet.installed).toBe(start.installed);
		expect(fleet.jobs).toBe(start.jobs);
		expect(fleet.clients.get('a')?.last_seen).toBe(at(11));
	});

	it('applies many events of one client in order', () => {
		const fleet = apply(start, [
			{ type: 'client.changed', seq: 11, client: aClient('a', { name: 'renamed' }) },
			{
				type: 'client.status',
				seq: 12,
				client_id: 'a',
				status: 'offline',
				status_reason: 'said goodbye',
				link: 'none',
				last_seen: at(3)
			}
		]);
		expect(fleet.clients.get('a')).toMatchObject({
			name: 'renamed',
			status: 'offline',
			status_reason: 'said goodbye',
			last_seen: at(3)
		});
	});

	it('forgets a client with its models', () => {
		const fleet = apply(start, [{ type: 'client.removed', seq: 11, client_id: 'a' }]);
		expect(fleet.clients.has('a')).toBe(false);
		expect(fleet.installed.has('a')).toBe(false);
	});

	it('ignores events about clients and jobs it does not know', () => {
		const fleet = apply(start, [
			aBeat(11, 'ghost'),
			{ type: 'job.progress', seq: 12, job_id: 'ghost', progress: { status: 'x', layers: [] } }
		]);
		expect(fleet.clients).toBe(start.clients);
		expect(fleet.jobs).toBe(start.jobs);
	});
});

describe('models.changed', () => {
	const changed = { type: 'models.changed', client_id: 'a', counts } as const;

	it('adds and removes by name, and learns details', () => {
		const fleet = apply(start, [
			{
				...changed,
				seq: 11,
				full: false,
				upserted: [anInstalledModel('n:latest', { digest: digest(2) })],
				removed: ['m:latest']
			}
		]);
		expect([...(fleet.installed.get('a')?.keys() ?? [])]).toEqual(['n:latest']);
		expect(fleet.catalog.get(digest(2))?.family).toBe('llama');
		expect(fleet.clients.get('a')?.counts).toEqual(counts);
		expect(start.installed.get('a')?.has('m:latest')).toBe(true);
	});

	it('keeps what it knows of a digest when an older client tells less of it', () => {
		const attention = { layers: 30, heads: 9, kv_heads: 90, key_length: 64, value_length: 64 };
		const model = anInstalledModel('n:latest', { digest: digest(2) });
		const told = { ...model, details: { ...model.details, attention } };
		const news = { ...changed, full: false, removed: [] };
		const fleet = apply(start, [
			{ ...news, seq: 11, upserted: [told] },
			{ ...news, seq: 12, upserted: [model] }
		]);
		expect(fleet.catalog.get(digest(2))?.attention).toEqual(attention);
	});

	it('replaces the whole list when full', () => {
		const fleet = apply(start, [
			{ ...changed, seq: 11, full: true, upserted: [anInstalledModel('only:1')], removed: [] }
		]);
		expect([...(fleet.installed.get('a')?.keys() ?? [])]).toEqual(['only:1']);
	});

	it('keeps the order of events within a batch', () => {
		const fleet = apply(start, [
			{ ...changed, seq: 11, full: false, upserted: [anInstalledModel('x:1')], removed: [] },
			{ ...changed, seq: 12, full: false, upserted: [], removed: ['x:1'] }
		]);
		expect([...(fleet.installed.get('a')?.keys() ?? [])]).toEqual(['m:latest']);
	});
});

describe('jobs', () => {
	const progress = { status: 'pulling', completed: 1, total: 2, layers: [] };

	it('shows progress of an open job', () => {
		const fleet = apply(start, [{ type: 'job.progress', seq: 11, job_id: 'j', progress }]);
		expect(fleet.jobs.get('j')?.progress).toEqual(progress);
	});

	it('never reopens an ended job by a late progress', () => {
		const fleet = apply(start, [
			{ type: 'job.changed', seq: 11, job: aJob('j', { state: 'succeeded' }) },
			{ type: 'job.progress', seq: 12, job_id: 'j', progress }
		]);
		expect(fleet.jobs.get('j')).toMatchObject({ state: 'succeeded', progress: null });
	});

	it('keeps a bounded number of ended jobs, and every open one', () => {
		const many = Array.from({ length: 21_000 }, (_, i) => ({
			type: 'job.changed' as const,
			seq: 11 + i,
			job: aJob(`e${i}`, { state: 'failed' })
		}));
		const fleet = apply(start, many);
		expect(fleet.jobs.size).toBeLessThanOrEqual(20_001);
		expect(fleet.jobs.has('j')).toBe(true);
		expect(fleet.jobs.has('e20999')).toBe(true);
		expect(fleet.jobs.has('e0')).toBe(false);
	});
});
