import { describe, expect, it } from 'vitest';
import { emptyFleet, type Fleet } from '$lib/live/fleet';
import type { Client, InstalledRow } from '$lib/api/types';
import { fleetCommands } from './offers';

const client = (client_id: string, name: string) =>
	[client_id, { client_id, name, status: 'online' } as Client] as const;
const has = (...names: string[]) => new Map(names.map((name) => [name, {} as InstalledRow]));
const fleet: Fleet = {
	...emptyFleet,
	clients: new Map([client('d1', 'desk'), client('lab1', 'lab1')]),
	installed: new Map([
		['d1', has('a:1b', 'b:1b')],
		['lab1', has('a:1b')]
	])
};

describe('what the fleet offers', () => {
	it('is each machine and each model once, and leads there', () => {
		const went: string[] = [];
		const places = {
			go: (href: string) => went.push(href),
			client: (id: string) => `/clients/${id}`,
			model: (name: string) => `/models?q=${name}`
		};
		const offered = [...fleetCommands(fleet, places)];
		expect(offered.map((it) => [it.title, it.detail])).toEqual([
			['desk', 'online · d1'],
			['lab1', 'online'],
			['a:1b', 'on 2 machines'],
			['b:1b', 'on 1 machine']
		]);
		for (const command of offered) command.run();
		expect(went).toEqual(['/clients/d1', '/clients/lab1', '/models?q=a:1b', '/models?q=b:1b']);
	});
});
