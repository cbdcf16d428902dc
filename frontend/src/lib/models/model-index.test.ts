import { apply, emptyFleet, type Fleet } from '$lib/live/fleet';
import {
	aBeat,
	aClient,
	aLoaded,
	anInstalled,
	anInstalledModel,
	aSnapshot,
	at,
	digest,
	GB
} from '../../testing/fleet';
import { beforeEach, describe, expect, it } from 'vitest';
import { ModelIndex } from './model-index';

const counts = { installed: 0, loaded: 0, jobs: 0 };
let index: ModelIndex;
let fleet: Fleet;

beforeEach(() => {
	index = new ModelIndex();
	fleet = apply(emptyFleet, [
		aSnapshot({
			clients: [
				aClient('a', { name: 'Desk' }),
				aClient('b'),
				aClient('off', { status: 'offline' })
			],
			installed: {
				a: [anInstalled('llama10:1'), anInstalled('llama2:1')],
				b: [anInstalled('llama2:1', { digest: digest(2), size: 9 * GB, modified_at: at(99) })],
				off: [anInstalled('gone:1')]
			},
			catalog: {
				[digest(1)]: { family: 'old', families: [], capabilities: [] },
				[digest(2)]: {
					family: 'llama',
					families: [],
					capabilities: ['tools'],
					parameter_size: '8.0B'
				}
			}
		})
	]);
});

const names = () => index.update(fleet).map((row) => row.name);
const row = (name: string) => index.update(fleet).find((it) => it.name === name)!;

describe('rows', () => {
	it('are one a name, sorted as people count, without offline machines', () =>
		expect(names()).toEqual(['llama2:1', 'llama10:1']));

	it('let the newest version speak, and tell that versions differ', () => {
		expect(row('llama2:1')).toMatchObject({
			family: 'llama',
			parameters: 8e9,
			size: 9 * GB,
			versions: 2
		});
		expect(row('llama2:1').flag('drift')).toBe(true);
		expect(row('llama10:1').flag('drift')).toBe(false);
	});

	it('answer what the search asks', () => {
		const it_ = row('llama2:1');
		expect(it_.words).toBe('llama2:1\nllama\ndesk\na\nb\nb');
		expect(it_.texts('capability')).toEqual(['tools']);
		expect(it_.number('machines')).toBe(2);
		expect(it_.texts('nonsense')).toEqual([]);
	});
});

describe('update', () => {
	it('keeps the very array when a beat changes no row', () => {
		const before = index.update(fleet);
		fleet = apply(fleet, [aBeat(2, 'a'), aBeat(3, 'b')]);
		expect(index.update(fleet)).toBe(before);
	});

	it('renews only the rows an event touches', () => {
		const [llama2, llama10] = index.update(fleet);
		fleet = apply(fleet, [aBeat(2, 'a', { loaded: [aLoaded('llama10:1')] })]);
		const after = index.update(fleet);
		expect(after[0]).toBe(llama2);
		expect(after[1]).not.toBe(llama10);
		expect(after[1]).toMatchObject({ loaded: 1 });
	});

	it('takes a later unload time for no change', () => {
		fleet = apply(fleet, [aBeat(2, 'a', { loaded: [aLoaded('llama10:1')] })]);
		const before = index.update(fleet);
		fleet = apply(fleet, [
			aBeat(3, 'a', { loaded: [aLoaded('llama10:1', { expires_at: at(900) })] })
		]);
		expect(index.update(fleet)).toBe(before);
	});

	it('adds and removes names', () => {
		names();
		const changed = { type: 'models.changed', client_id: 'a', counts, full: false } as const;
		fleet = apply(fleet, [
			{
				...changed,
				seq: 2,
				upserted: [anInstalledModel('alpha:1')],
				removed: ['llama10:1', 'llama2:1']
			}
		]);
		expect(names()).toEqual(['alpha:1', 'llama2:1']);
		expect(row('llama2:1').installations.map((it) => it.clientId)).toEqual(['b']);
	});

	it('follows a machine that goes, returns, or is renamed', () => {
		names();
		const status = {
			type: 'client.status',
			client_id: 'a',
			status_reason: null,
			link: 'none',
			last_seen: null
		} as const;
		fleet = apply(fleet, [{ ...status, seq: 2, status: 'offline' }]);
		expect(names()).toEqual(['llama2:1']);
		fleet = apply(fleet, [{ ...status, seq: 3, status: 'online' }]);
		expect(names()).toEqual(['llama2:1', 'llama10:1']);
		fleet = apply(fleet, [
			{ type: 'client.changed', seq: 4, client: aClient('a', { name: 'Lab' }) }
		]);
		expect(row('llama10:1').words).toContain('lab');
	});

	it('marks what the registry has newer, and only renews that', () => {
		const [llama2, llama10] = index.update(fleet);
		const changed = { type: 'client.changed', seq: 2 } as const;
		fleet = apply(fleet, [
			{ ...changed, client: aClient('a', { name: 'Desk', outdated: ['llama10:1'] }) }
		]);
		const after = index.update(fleet);
		expect(after[0]).toBe(llama2);
		expect(after[1]).not.toBe(llama10);
		expect(row('llama10:1').flag('outdated')).toBe(true);
		fleet = apply(fleet, [{ ...changed, seq: 3, client: aClient('a', { name: 'Desk' }) }]);
		expect(row('llama10:1').flag('outdated')).toBe(false);
	});

	it('ignores a loaded model that is not in the list yet', () => {
		names();
		fleet = apply(fleet, [aBeat(2, 'a', { loaded: [aLoaded('new:1')] })]);
		expect(names()).toEqual(['llama2:1', 'llama10:1']);
	});

	it('starts over with a snapshot of another life', () => {
		names();
		fleet = apply(fleet, [
			aSnapshot({ epoch: 'e2', clients: [aClient('c')], installed: { c: [anInstalled('x:1')] } })
		]);
		expect(names()).toEqual(['x:1']);
	});
});
