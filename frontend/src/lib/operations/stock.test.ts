import { aClient, aSnapshot, anInstalled, digest, GB } from '../../testing/fleet';
import { apply, emptyFleet } from '$lib/live/fleet';
import { describe, expect, it } from 'vitest';
import { modelsOf, reclaimed, sizeOnDisk, sourcesOf } from './stock';
import { crossed, planTransfer } from './transfer';

const row = (name: string, n: number, size = 4 * GB) => {
	const { remote_host = null, ...rest } = anInstalled(name, { digest: digest(n), size });
	return { ...rest, remote_host };
};
const fleet = apply(emptyFleet, [
	aSnapshot({
		clients: [aClient('a', { status: 'offline' }), aClient('b'), aClient('c'), aClient('d')],
		installed: {
			a: [row('m', 1)],
			b: [row('m', 1), row('alias', 1), row('n', 2, GB)],
			c: [row('m', 3)],
			d: []
		}
	})
]);
const on = (client_id: string, model: string) => ({ client_id, model });

describe('reclaimed', () => {
	it('returns nothing for a version that keeps another name', () =>
		expect(reclaimed(fleet, [on('b', 'm')])).toMatchObject([{ clientId: 'b', bytes: 0 }]));
	it('counts a version once, however many of its names go', () =>
		expect(reclaimed(fleet, [on('b', 'm'), on('b', 'alias'), on('b', 'n')])).toMatchObject([
			{ bytes: 5 * GB }
		]));
	it('says so for each machine, and leaves out what is gone already', () =>
		expect(
			reclaimed(fleet, [on('c', 'm'), on('a', 'm'), on('d', 'm')]).map((it) => [
				it.machine,
				it.bytes,
				it.offline
			])
		).toEqual([
			['a', 4 * GB, true],
			['c', 4 * GB, false]
		]));
});

it('sourcesOf puts those that answer first', () =>
	expect(sourcesOf(fleet, 'm').map((it) => it.clientId)).toEqual(['b', 'c', 'a']));

it('modelsOf names each once, as people sort', () =>
	expect(modelsOf([on('a', 'm10'), on('a', 'm2'), on('b', 'm10')])).toEqual(['m2', 'm10']));

describe('planTransfer', () => {
	const from = (id: string) => (model: string) =>
		sourcesOf(fleet, model).find((it) => it.clientId === id);
	it('copies where the version is not there yet', () => {
		const plan = planTransfer(fleet, crossed(['m'], ['a', 'b', 'c', 'd']), from('b'));
		expect(plan.wishes).toEqual([
			{
				operation: { kind: 'transfer', source_client_id: 'b' },
				targets: [on('c', 'm'), on('d', 'm')]
			}
		]);
		expect(plan).toMatchObject({ jobs: 2, bytes: 8 * GB, there: 1 });
		expect(plan.arriving.get('d')).toBe(4 * GB);
	});
	it('files one batch for each source', () => {
		const plan = planTransfer(fleet, crossed(['m', 'n'], ['d']), (model) =>
			from(model === 'm' ? 'c' : 'b')(model)
		);
		expect(plan.wishes.map((wish) => wish.targets)).toEqual([[on('d', 'm')], [on('d', 'n')]]);
	});
	it('leaves out what nobody has', () =>
		expect(planTransfer(fleet, crossed(['x'], ['d']), () => undefined).jobs).toBe(0));
});

it('counts a digest once on each machine', () => {
	expect(sizeOnDisk(fleet, [on('b', 'm'), on('b', 'alias'), on('b', 'n')])).toBe(5 * GB);
	expect(sizeOnDisk(fleet, [on('b', 'm'), on('c', 'm'), on('c', 'gone')])).toBe(8 * GB);
});
