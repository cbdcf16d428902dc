import type { Client, InstalledRow, ModelDetails } from '$lib/api/types';
import type { Fleet } from '$lib/live/fleet';
import { quantity, type Facets, type Row } from '$lib/search';
import { compareNames } from '$lib/state/condition';
import { keyOf, lackOfMachine, lackOfModel } from './pairs';

const NOTHING: readonly string[] = [];

/** A model on one machine as the picker shows and searches it. */
export class Offer implements Row {
	readonly key: string;
	readonly clientId: string;
	readonly model: string;
	#words: string | undefined;

	constructor(
		readonly client: Client,
		readonly row: InstalledRow,
		readonly details: ModelDetails | undefined,
		readonly loaded: boolean,
		/** Why it cannot be chosen; null when it can. */
		readonly lack: string | null
	) {
		this.clientId = client.client_id;
		this.model = row.name;
		this.key = keyOf(this);
	}

	get words(): string {
		const { client, row, details } = this;
		return (this.#words ??= [row.name, details?.family ?? '', client.name, client.client_id]
			.join('\n')
			.toLowerCase());
	}

	texts(field: string): readonly string[] {
		return this.#texts(field).map((text) => text.toLowerCase());
	}

	#texts(field: string): readonly string[] {
		const { client, row, details } = this;
		switch (field) {
			case 'name':
				return [row.name];
			case 'family':
				return details?.family ? [details.family] : NOTHING;
			case 'quantization':
				return details?.quantization ? [details.quantization] : NOTHING;
			case 'capability':
				return details?.capabilities ?? NOTHING;
			case 'client':
				return [client.name, client.client_id];
			case 'label':
				return client.labels;
			case 'digest':
				return [row.digest];
			default:
				return NOTHING;
		}
	}

	number(field: string): number | null {
		switch (field) {
			case 'size':
				return this.row.size;
			case 'params':
				return quantity(this.details?.parameter_size ?? '', 'params');
			case 'context':
				return this.details?.context_length ?? null;
			case 'modified':
				return Date.parse(this.row.modified_at) / 1000;
			case 'machines':
			case 'versions':
				return 1;
			default:
				return null;
		}
	}

	flag(name: string): boolean {
		if (name === 'loaded') return this.loaded;
		if (name === 'cloud') return this.row.remote_host !== null;
		return name === 'outdated' && this.client.outdated.includes(this.row.name);
	}
}

/** What of the machines their offers depend on, as a text: the same from beat to beat. */
export const traitsOf = (clients: Iterable<Client>, measuring: ReadonlySet<string>): string =>
	JSON.stringify(
		Array.from(clients, (client) => [
			client.client_id,
			client.name,
			client.labels,
			client.outdated,
			client.loaded.map((it) => it.name),
			lackOfMachine(client, measuring)
		])
	);

/** All that is installed: what is in memory first, what cannot be asked last. */
export function offersOf(fleet: Fleet, measuring: ReadonlySet<string>): Offer[] {
	const found: Offer[] = [];
	for (const [id, rows] of fleet.installed) {
		const client = fleet.clients.get(id);
		if (!client) continue;
		const loaded = new Set(client.loaded.map((it) => it.name));
		const lack = lackOfMachine(client, measuring);
		for (const row of rows.values()) {
			const details = fleet.catalog.get(row.digest);
			const why = lack ?? lackOfModel(details);
			found.push(new Offer(client, row, details, loaded.has(row.name), why));
		}
	}
	return found.sort(
		(a, b) =>
			rank(a) - rank(b) ||
			compareNames(a.model, b.model) ||
			compareNames(a.client.name, b.client.name)
	);
}

const rank = (it: Offer): number => (it.lack !== null ? 2 : it.loaded ? 0 : 1);

/** The values that these have in a text field, for completion. */
export const facetsOf =
	(offers: readonly Offer[]): Facets =>
	(field) =>
		[...new Set(offers.flatMap((it) => (field === 'client' ? [it.client.name] : it.texts(field))))]
			.sort()
			.slice(0, 500);
