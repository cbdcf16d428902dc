import type { Fleet } from '$lib/live/fleet';
import type { Command } from './commands';

export interface Places {
	readonly go: (href: string) => void;
	readonly client: (id: string) => string;
	readonly model: (name: string) => string;
}

/** Every machine, then every model, each once. */
export function* fleetCommands(fleet: Fleet, places: Places): Generator<Command> {
	for (const client of fleet.clients.values()) {
		yield {
			id: `machine:${client.client_id}`,
			group: 'Machines',
			title: client.name,
			detail:
				client.name === client.client_id ? client.status : `${client.status} · ${client.client_id}`,
			run: () => places.go(places.client(client.client_id))
		};
	}
	for (const [name, machines] of machinesByModel(fleet)) {
		yield {
			id: `model:${name}`,
			group: 'Models',
			title: name,
			detail: machines === 1 ? 'on 1 machine' : `on ${machines} machines`,
			run: () => places.go(places.model(name))
		};
	}
}

function machinesByModel(fleet: Fleet): Map<string, number> {
	const counts = new Map<string, number>();
	for (const models of fleet.installed.values()) {
		for (const name of models.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	return counts;
}
