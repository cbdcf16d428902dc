import type { Client, InstalledRow, LoadedModel } from '$lib/api/types';
import type { Fleet } from '$lib/live/fleet';
import { ModelRow, type Found } from './row';

type Installed = ReadonlyMap<string, InstalledRow>;

/** What of a client the rows were made from: identity tells what changed since. */
interface Source {
	readonly client: Client;
	readonly installed: Installed;
	readonly loaded: ReadonlyMap<string, LoadedModel>;
}

const NO_MODELS: Installed = new Map();

/**
 * All models of the fleet as rows, sorted by name, kept up to date: after an event only the rows of
 * the names it touched are made anew, so that a beat among 50,000 installed models costs nothing.
 */
export class ModelIndex {
	#sources = new Map<string, Source>();
	#holders = new Map<string, Set<string>>();
	#byName = new Map<string, ModelRow>();
	#rows: readonly ModelRow[] = [];
	#clients: Fleet['clients'] | undefined;
	#installed: Fleet['installed'] | undefined;

	/** The rows for this fleet; the same array as before where nothing in them changed. */
	update(fleet: Fleet): readonly ModelRow[] {
		const { clients, installed } = fleet;
		if (clients === this.#clients && installed === this.#installed) return this.#rows;
		this.#clients = clients;
		this.#installed = installed;
		const dirty = new Set<string>();
		this.#collect(fleet, dirty);
		if (dirty.size) this.#renew(fleet, dirty);
		return this.#rows;
	}

	/** Not reactive, and need not be: a new name makes the rows of that machine anew. */
	machineName(clientId: string): string {
		return this.#sources.get(clientId)?.client.name ?? clientId;
	}

	#collect(fleet: Fleet, dirty: Set<string>): void {
		for (const [id, source] of this.#sources) {
			if (isShown(fleet.clients.get(id))) continue;
			for (const name of source.installed.keys()) this.#release(name, id, dirty);
			this.#sources.delete(id);
		}
		for (const [id, client] of fleet.clients) {
			if (!isShown(client)) continue;
			const installed = fleet.installed.get(id) ?? NO_MODELS;
			const before = this.#sources.get(id);
			if (before?.client === client && before.installed === installed) continue;
			const same = before?.client.loaded === client.loaded;
			const loaded = same ? before.loaded : new Map(client.loaded.map((it) => [it.name, it]));
			const now = { client, installed, loaded };
			this.#sources.set(id, now);
			this.#compare(id, before, now, dirty);
		}
	}

	#compare(id: string, before: Source | undefined, now: Source, dirty: Set<string>): void {
		if (!before || facesDiffer(before.client, now.client)) {
			for (const name of now.installed.keys()) dirty.add(name);
		}
		if (before?.installed !== now.installed) {
			for (const name of before?.installed.keys() ?? []) {
				if (!now.installed.has(name)) this.#release(name, id, dirty);
			}
			for (const [name, row] of now.installed) {
				if (before?.installed.get(name) === row) continue;
				dirty.add(name);
				const holders = this.#holders.get(name);
				if (holders) holders.add(id);
				else this.#holders.set(name, new Set([id]));
			}
		}
		if (before && before.client.outdated !== now.client.outdated) {
			for (const name of [...before.client.outdated, ...now.client.outdated]) {
				if (before.client.outdated.includes(name) !== now.client.outdated.includes(name)) {
					dirty.add(name);
				}
			}
		}
		if (before && before.loaded !== now.loaded) {
			for (const name of new Set([...before.loaded.keys(), ...now.loaded.keys()])) {
				if (memoryDiffers(before.loaded.get(name), now.loaded.get(name))) dirty.add(name);
			}
		}
	}

	#release(name: string, id: string, dirty: Set<string>): void {
		dirty.add(name);
		const holders = this.#holders.get(name);
		holders?.delete(id);
		if (holders?.size === 0) this.#holders.delete(name);
	}

	#renew(fleet: Fleet, dirty: ReadonlySet<string>): void {
		let names = false;
		for (const name of dirty) {
			const holders = this.#holders.get(name);
			// loaded, but not among the installed yet: the list follows within seconds
			if (!holders && !this.#byName.has(name)) continue;
			if (!holders) {
				this.#byName.delete(name);
				names = true;
				continue;
			}
			names ||= !this.#byName.has(name);
			const found = [...holders].flatMap((id) => this.#find(fleet, id, name) ?? []);
			this.#byName.set(name, new ModelRow(name, found));
		}
		this.#rows = names
			? [...this.#byName.values()].sort(byName)
			: this.#rows.map((row) => (dirty.has(row.name) ? this.#byName.get(row.name)! : row));
	}

	#find(fleet: Fleet, id: string, name: string): Found | undefined {
		const source = this.#sources.get(id);
		const row = source?.installed.get(name);
		if (!source || !row) return undefined;
		const details = fleet.catalog.get(row.digest);
		return { client: source.client, row, details, loaded: source.loaded.get(name) };
	}
}

export const byName = (a: ModelRow, b: ModelRow): number =>
	a.sortKey < b.sortKey ? -1 : a.sortKey > b.sortKey ? 1 : a.name < b.name ? -1 : 1;

/** Offline machines keep their models, but nobody can use them now. */
const isShown = (client: Client | undefined): client is Client =>
	client !== undefined && client.status !== 'offline';

const facesDiffer = (a: Client, b: Client): boolean =>
	a.name !== b.name || a.status !== b.status || a.labels.join('\n') !== b.labels.join('\n');

const memoryDiffers = (a: LoadedModel | undefined, b: LoadedModel | undefined): boolean =>
	a?.size !== b?.size || a?.size_vram !== b?.size_vram || a?.digest !== b?.digest;
