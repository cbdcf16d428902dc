import type { Client, Target } from '$lib/api/types';
import type { Fleet } from '$lib/live/fleet';

/** A model where it is installed. */
export interface Place {
	readonly clientId: string;
	readonly machine: string;
	readonly model: string;
	readonly digest: string;
	/** Bytes on disk. */
	readonly size: number;
	readonly loaded: boolean;
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export const nameOf = (fleet: Fleet, clientId: string): string =>
	fleet.clients.get(clientId)?.name ?? clientId;

export const modelsOf = (targets: readonly Target[]): string[] =>
	[...new Set(targets.flatMap((target) => target.model ?? []))].sort(names.compare);

function place(fleet: Fleet, clientId: string, model: string): Place | undefined {
	const row = fleet.installed.get(clientId)?.get(model);
	const client = fleet.clients.get(clientId);
	if (!row || !client) return undefined;
	const loaded = client.loaded.some((it) => it.name === model);
	const { digest, size } = row;
	return { clientId, machine: client.name, model, digest, size, loaded };
}

/** What of these is installed. */
export const placesOf = (fleet: Fleet, targets: readonly Target[]): Place[] =>
	targets.flatMap(({ client_id, model }) => (model ? (place(fleet, client_id, model) ?? []) : []));

/** Bytes on the disks: a digest counts once on a machine, whatever names it has there. */
export function sizeOnDisk(fleet: Fleet, targets: readonly Target[]): number {
	const { installed } = fleet; // and nothing else: beats change no sizes
	const sizes = new Map<string, number>();
	for (const { client_id, model } of targets) {
		const row = model ? installed.get(client_id)?.get(model) : undefined;
		if (row) sizes.set(`${client_id} ${row.digest}`, row.size);
	}
	return [...sizes.values()].reduce((total, size) => total + size, 0);
}

/** What deleting does on one machine. */
export interface Reclaim {
	readonly clientId: string;
	readonly machine: string;
	readonly models: readonly Place[];
	/** Bytes at most: layers that other models share stay. */
	readonly bytes: number;
	readonly offline: boolean;
}

/**
 * What goes where, and how much space returns. A digest that has another name on the same machine,
 * and keeps it, returns nothing.
 */
export function reclaimed(fleet: Fleet, targets: readonly Target[]): Reclaim[] {
	const groups = new Map<string, Place[]>();
	for (const it of placesOf(fleet, targets)) {
		const group = groups.get(it.clientId);
		if (group) group.push(it);
		else groups.set(it.clientId, [it]);
	}
	return [...groups]
		.map(([clientId, models]) => {
			const going = new Set(models.map((it) => it.model));
			const stays = new Set<string>();
			for (const [name, row] of fleet.installed.get(clientId) ?? []) {
				if (!going.has(name)) stays.add(row.digest);
			}
			const freed = new Map(models.map((it) => [it.digest, it.size]));
			let bytes = 0;
			for (const [digest, size] of freed) if (!stays.has(digest)) bytes += size;
			const offline = fleet.clients.get(clientId)?.status === 'offline';
			const sorted = models.toSorted((a, b) => names.compare(a.model, b.model));
			return { clientId, machine: models[0]!.machine, models: sorted, bytes, offline };
		})
		.sort((a, b) => names.compare(a.machine, b.machine));
}

const rank: Record<Client['status'], number> = { online: 0, late: 1, offline: 2 };

/** Where a model can be copied from: those that answer first. Stubs of cloud models have no weights. */
export function sourcesOf(fleet: Fleet, model: string): Place[] {
	const found: Place[] = [];
	for (const [clientId, rows] of fleet.installed) {
		const row = rows.get(model);
		if (!row || row.remote_host !== null) continue;
		const it = place(fleet, clientId, model);
		if (it) found.push(it);
	}
	const status = (it: Place) => rank[fleet.clients.get(it.clientId)?.status ?? 'offline'];
	return found.sort((a, b) => status(a) - status(b) || names.compare(a.machine, b.machine));
}

/** All machines, by name. */
export const machinesOf = (fleet: Fleet): Client[] =>
	[...fleet.clients.values()].sort(
		(a, b) => names.compare(a.name, b.name) || names.compare(a.client_id, b.client_id)
	);
