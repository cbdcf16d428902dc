import type { Client, LoadedModel } from '$lib/api/types';
import { compareNames } from '$lib/state/condition';

/** Where a model would lie. In this order they are better. */
export const PLACES = ['gpu', 'crowded', 'partly', 'ram', 'no', 'unknown'] as const;
export type Place = (typeof PLACES)[number];

/** What a machine has for models, in bytes; null where it does not tell. */
export interface Room {
	/** Of all GPUs together; on Apple silicon the machine's memory. 0: none was seen. */
	readonly vram: number | null;
	/** Of that nothing else uses now. */
	readonly vramFree: number | null;
	/** Beside that. */
	readonly ram: number | null;
	/** What the models that Ollama has loaded hold: it unloads idle ones for others. */
	readonly held: number;
}

export interface Fit {
	readonly client: Client;
	readonly place: Place;
	/** About what share lies on the GPU, 0 to 1; of `partly` only. */
	readonly share: number | null;
	readonly room: Room;
	/** Measured there now: it beats any estimate. */
	readonly loaded: LoadedModel | null;
}

const sum = (values: readonly (number | null | undefined)[]): number | null => {
	let total = 0;
	for (const value of values) {
		if (typeof value !== 'number') return null;
		total += value;
	}
	return total;
};

export function roomOf({ hardware, telemetry, loaded }: Client): Room {
	const ram = hardware.memory_total ?? null;
	const held = loaded.reduce((total, it) => total + it.size_vram, 0);
	if (hardware.gpus.some((gpu) => gpu.unified_memory)) {
		const used = telemetry?.memory_used ?? null;
		const vramFree = ram === null || used === null ? null : Math.max(0, ram - used);
		return { vram: ram, vramFree, ram: 0, held };
	}
	const vram = sum(hardware.gpus.map((gpu) => gpu.memory_total));
	const used = sum((telemetry?.gpus ?? []).map((gpu) => gpu.memory_used));
	const measured = telemetry?.gpus.length === hardware.gpus.length;
	const vramFree = vram === null || used === null || !measured ? null : Math.max(0, vram - used);
	return { vram, vramFree, ram, held };
}

/** Where so many bytes would lie in this room. */
export function placeIn(bytes: number, { vram, vramFree, ram, held }: Room): Place {
	if (vram === null) return 'unknown';
	if (vram > 0) {
		if (vramFree !== null && bytes <= vramFree) return 'gpu';
		// what idle models hold is free for the asking; what is unknown is not taken for used
		if (bytes <= (vramFree === null ? vram : Math.min(vram, vramFree + held))) {
			return vramFree === null ? 'gpu' : 'crowded';
		}
	}
	if (ram === null) return 'unknown';
	if (vram === 0) return bytes <= ram ? 'ram' : 'no';
	return bytes <= vram + ram ? 'partly' : 'no';
}

export function fitOf(bytes: number, model: string, client: Client): Fit {
	const room = roomOf(client);
	const loaded = client.loaded.find((it) => it.name === model) ?? null;
	const place = loaded ? placeOf(loaded) : placeIn(bytes, room);
	const share = place !== 'partly' ? null : shareOf(bytes, room, loaded);
	return { client, place, share, room, loaded };
}

function placeOf({ size, size_vram }: LoadedModel): Place {
	return size_vram === 0 ? 'ram' : size_vram < size ? 'partly' : 'gpu';
}

function shareOf(bytes: number, { vram, vramFree, held }: Room, loaded: LoadedModel | null) {
	if (loaded) return loaded.size_vram / loaded.size;
	const free = vramFree === null ? vram : Math.min(vram ?? 0, vramFree + held);
	return Math.min(1, (free ?? 0) / bytes);
}

/** All machines that could load it, the best first. What is offline is no place for anything. */
export function fitsOf(bytes: number, model: string, clients: Iterable<Client>): Fit[] {
	return [...clients]
		.filter((client) => client.status !== 'offline')
		.map((client) => fitOf(bytes, model, client))
		.sort(
			(a, b) =>
				PLACES.indexOf(a.place) - PLACES.indexOf(b.place) ||
				compareNames(a.client.name, b.client.name)
		);
}
