import type { Client, InstalledRow, LoadedModel, ModelDetails } from '$lib/api/types';
import type { Fleet } from '$lib/live/fleet';
import { compareNames } from '$lib/state/condition';

/** The model on one machine. */
export interface Holder {
	readonly client: Client;
	readonly row: InstalledRow;
	readonly loaded: LoadedModel | null;
	/** The registry had a newer version when it was last asked. */
	readonly outdated: boolean;
}

/** One version, by its digest, with the machines that have it. */
export interface Version {
	readonly digest: string;
	readonly details: ModelDetails | undefined;
	/** Bytes on disk. */
	readonly size: number;
	/** Of the machine that changed last, seconds since 1970. */
	readonly modified: number;
	readonly holders: readonly Holder[];
}

/** Everything called `name`, offline machines too, the newest version first. */
export function versionsOf(fleet: Fleet, name: string): Version[] {
	const groups = new Map<string, Holder[]>();
	for (const [id, rows] of fleet.installed) {
		const row = rows.get(name);
		const client = fleet.clients.get(id);
		if (!row || !client) continue;
		const holder = {
			client,
			row,
			loaded: client.loaded.find((it) => it.name === name) ?? null,
			outdated: client.outdated.includes(name)
		};
		const group = groups.get(row.digest);
		if (group) group.push(holder);
		else groups.set(row.digest, [holder]);
	}
	return [...groups]
		.map(([digest, holders]) => ({
			digest,
			details: fleet.catalog.get(digest),
			size: Math.max(...holders.map((it) => it.row.size)),
			modified: Math.max(...holders.map((it) => Date.parse(it.row.modified_at) / 1000)),
			holders: holders.sort((a, b) => compareNames(a.client.name, b.client.name))
		}))
		.sort((a, b) => b.modified - a.modified || (a.digest < b.digest ? -1 : 1));
}

/** Other names of the same digests in the fleet: copies and aliases. */
export function otherNames(fleet: Fleet, name: string, versions: readonly Version[]): string[] {
	const digests = new Set(versions.map((it) => it.digest));
	const found = new Set<string>();
	for (const rows of fleet.installed.values()) {
		for (const row of rows.values()) {
			if (row.name !== name && digests.has(row.digest)) found.add(row.name);
		}
	}
	return [...found].sort(compareNames);
}

/** Whom to ask for what only Ollama can tell: a machine that answers, best one that does not measure. */
export function answering(
	version: Version,
	measuring: ReadonlySet<string> = new Set()
): Holder | undefined {
	const there = version.holders.filter(
		({ client }) => client.status === 'online' && client.ollama.reachable
	);
	return there.find(({ client }) => !measuring.has(client.client_id)) ?? there[0];
}
