import { apply, emptyFleet } from '$lib/live/fleet';
import { aClient, aLoaded, anInstalled, aSnapshot, at, GB } from '../../testing/fleet';
import { expect, it } from 'vitest';
import { installedOn } from './installed';

const fleet = apply(emptyFleet, [
	aSnapshot({
		clients: [aClient('a', { loaded: [aLoaded('m10')] })],
		installed: {
			a: [
				anInstalled('m10', { size: 2 * GB, modified_at: at(5) }),
				anInstalled('m9', { size: 9 * GB, modified_at: at(1) }),
				anInstalled('m1', { size: 2 * GB, modified_at: at(9) })
			]
		}
	})
]);
const names = (by: string, descending = false) =>
	installedOn(fleet, 'a', { by, descending }).map((line) => line.row.name);

it('sorts by each column, equals by name', () => {
	expect(names('name')).toEqual(['m1', 'm9', 'm10']);
	expect(names('name', true)).toEqual(['m10', 'm9', 'm1']);
	expect(names('size')).toEqual(['m1', 'm10', 'm9']);
	expect(names('modified', true)).toEqual(['m1', 'm10', 'm9']);
	expect(names('loaded', true)[0]).toBe('m10');
	expect(installedOn(fleet, 'ghost', { by: 'name', descending: false })).toEqual([]);
});
