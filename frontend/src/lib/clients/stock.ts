import type { Fleet } from '$lib/live/fleet';

/** What the machines that are not offline have. */
export interface Counted {
	/** Different names. */
	readonly models: number;
	readonly installed: number;
}

/** Counts names again only when a list or a status changed: most events are beats. */
export class Stock {
	#installed: Fleet['installed'] | undefined;
	#offline = '';
	#counted: Counted = { models: 0, installed: 0 };

	of(fleet: Fleet): Counted {
		const away = [...fleet.clients.values()].filter((client) => client.status === 'offline');
		const offline = away.map((client) => client.client_id).join('\n');
		if (fleet.installed === this.#installed && offline === this.#offline) return this.#counted;
		this.#installed = fleet.installed;
		this.#offline = offline;
		const gone = new Set(away.map((client) => client.client_id));
		const models = new Set<string>();
		let installed = 0;
		for (const [id, rows] of fleet.installed) {
			if (gone.has(id)) continue;
			installed += rows.size;
			for (const name of rows.keys()) models.add(name);
		}
		return (this.#counted = { models: models.size, installed });
	}
}
