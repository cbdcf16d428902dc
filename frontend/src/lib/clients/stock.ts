import type { Fleet } from '$lib/live/fleet';

/** What the machines that are not offline have. */
export interface Counted {
	/** Different names. */
	readonly models: number;
	readonly installed: number;
	/** Names of which machines have different versions. */
	readonly drifting: readonly string[];
}

/** Counts names again only when a list or a status changed: most events are beats. */
export class Stock {
	#installed: Fleet['installed'] | undefined;
	#offline = '';
	#counted: Counted = { models: 0, installed: 0, drifting: [] };

	of(fleet: Fleet): Counted {
		const away = [...fleet.clients.values()].filter((client) => client.status === 'offline');
		const offline = away.map((client) => client.client_id).join('\n');
		if (fleet.installed === this.#installed && offline === this.#offline) return this.#counted;
		this.#installed = fleet.installed;
		this.#offline = offline;
		const gone = new Set(away.map((client) => client.client_id));
		const digests = new Map<string, string>();
		const drifting = new Set<string>();
		let installed = 0;
		for (const [id, rows] of fleet.installed) {
			if (gone.has(id)) continue;
			installed += rows.size;
			for (const { name, digest } of rows.values()) {
				const known = digests.get(name);
				if (known === undefined) digests.set(name, digest);
				else if (known !== digest) drifting.add(name);
			}
		}
		return (this.#counted = { models: digests.size, installed, drifting: [...drifting].sort() });
	}
}
