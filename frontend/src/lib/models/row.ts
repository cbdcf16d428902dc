import type { Client, InstalledRow, LoadedModel, ModelDetails } from '$lib/api/types';
import { quantity, type Row } from '$lib/search';

/** A model on one machine. `expires_at` is not here: it ticks, and would renew the row each time. */
export interface Installation {
	readonly key: string;
	readonly clientId: string;
	readonly client: string;
	readonly status: Client['status'];
	readonly digest: string;
	/** Bytes on disk. */
	readonly size: number;
	/** Seconds since 1970. */
	readonly modified: number;
	/** Bytes in memory; null = not loaded. */
	readonly loaded: { readonly size: number; readonly sizeVram: number } | null;
	/** The registry had a newer version when it was last asked. */
	readonly outdated: boolean;
}

export interface Found {
	readonly client: Client;
	readonly row: InstalledRow;
	readonly details: ModelDetails | undefined;
	readonly loaded: LoadedModel | undefined;
}

// neither a client id nor an Ollama name may hold a control character
const SEPARATOR = '\u0000';
const NOTHING: readonly string[] = [];

export const keyOf = (clientId: string, model: string): string => clientId + SEPARATOR + model;

export function targetOf(key: string): { client_id: string; model: string } {
	const at = key.indexOf(SEPARATOR);
	return { client_id: key.slice(0, at), model: key.slice(at + 1) };
}

/** Sorts as people count: `llama2` before `llama10`, whatever the case. */
export const sortKey = (name: string): string =>
	name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));

/** One model name with everywhere it is installed, immutable; where versions differ, the newest speaks. */
export class ModelRow implements Row {
	readonly sortKey: string;
	readonly family: string | null;
	readonly parameterSize: string | null;
	readonly parameters: number | null;
	readonly quantization: string | null;
	readonly context: number | null;
	readonly capabilities: readonly string[];
	readonly cloud: boolean;
	/** Bytes, of the largest version. */
	readonly size: number;
	/** Seconds since 1970, of the newest version. */
	readonly modified: number;
	readonly versions: number;
	readonly loaded: number;
	readonly partial: boolean;
	/** On how many machines the registry had a newer version when last asked. */
	readonly outdated: number;
	readonly installations: readonly Installation[];
	readonly words: string;
	readonly #labels: readonly string[];
	readonly #clients: readonly string[];
	readonly #name: readonly string[];

	constructor(
		readonly name: string,
		found: readonly Found[]
	) {
		this.sortKey = sortKey(name);
		this.installations = found.map((it) => installation(name, it));
		let newest = 0;
		this.installations.forEach((it, i) => {
			if (it.modified > this.installations[newest]!.modified) newest = i;
		});
		const { details, row } = found[newest]!;
		this.family = details?.family ?? null;
		this.parameterSize = details?.parameter_size ?? null;
		this.parameters = quantity(this.parameterSize ?? '', 'params');
		this.quantization = details?.quantization ?? null;
		this.context = details?.context_length ?? null;
		this.capabilities = details?.capabilities ?? NOTHING;
		this.cloud = row.remote_host !== null;
		this.size = Math.max(...this.installations.map((it) => it.size));
		this.modified = this.installations[newest]!.modified;
		this.versions = new Set(this.installations.map((it) => it.digest)).size;
		const loaded = this.installations.flatMap((it) => it.loaded ?? []);
		this.loaded = loaded.length;
		this.partial = loaded.some((it) => it.sizeVram > 0 && it.sizeVram < it.size);
		this.outdated = this.installations.filter((it) => it.outdated).length;
		this.#name = [name.toLowerCase()];
		this.#clients = found.flatMap(({ client }) => [
			client.name.toLowerCase(),
			client.client_id.toLowerCase()
		]);
		this.#labels = found.flatMap(({ client }) => client.labels.map((it) => it.toLowerCase()));
		this.words = [...this.#name, ...this.texts('family'), ...this.#clients].join('\n');
	}

	texts(field: string): readonly string[] {
		switch (field) {
			case 'name':
				return this.#name;
			case 'family':
				return this.family ? [this.family.toLowerCase()] : NOTHING;
			case 'quantization':
				return this.quantization ? [this.quantization.toLowerCase()] : NOTHING;
			case 'capability':
				return this.capabilities;
			case 'client':
				return this.#clients;
			case 'label':
				return this.#labels;
			case 'digest':
				return this.installations.map((it) => it.digest);
			default:
				return NOTHING;
		}
	}

	number(field: string): number | null {
		switch (field) {
			case 'size':
				return this.size;
			case 'params':
				return this.parameters;
			case 'context':
				return this.context;
			case 'modified':
				return this.modified;
			case 'machines':
				return this.installations.length;
			case 'versions':
				return this.versions;
			default:
				return null;
		}
	}

	flag(name: string): boolean {
		switch (name) {
			case 'loaded':
				return this.loaded > 0;
			case 'cloud':
				return this.cloud;
			case 'drift':
				return this.versions > 1;
			case 'partial':
				return this.partial;
			case 'outdated':
				return this.outdated > 0;
			default:
				return false;
		}
	}
}

function installation(name: string, { client, row, loaded }: Found): Installation {
	return {
		key: keyOf(client.client_id, name),
		clientId: client.client_id,
		client: client.name,
		status: client.status,
		digest: row.digest,
		size: row.size,
		modified: Date.parse(row.modified_at) / 1000,
		loaded: loaded ? { size: loaded.size, sizeVram: loaded.size_vram } : null,
		outdated: client.outdated.includes(name)
	};
}
