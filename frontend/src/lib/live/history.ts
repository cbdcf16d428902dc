import type { FleetEvent, Telemetry } from '$lib/api/types';

/** What a beat measured, for the small curves. Null: not measured. */
export interface Point {
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** Percent. */
	readonly cpu: number | null;
	/** Percent, the busiest GPU. */
	readonly gpu: number | null;
}

export type History = ReadonlyMap<string, readonly Point[]>;

export const noHistory: History = new Map();

const KEPT = 90; // 15 minutes of 10-second beats

/** Adds what the events measured; kept in the tab only, and only while it is open. Pure. */
export function remember(history: History, events: readonly FleetEvent[]): History {
	let next: Map<string, readonly Point[]> | undefined;
	const own = () => (next ??= new Map(history));
	const add = (id: string, seen: string | null, telemetry: Telemetry | null) => {
		if (!seen || !telemetry) return;
		const point = toPoint(Date.parse(seen), telemetry);
		const before = (next ?? history).get(id) ?? [];
		if ((before.at(-1)?.at ?? -Infinity) >= point.at) return;
		own().set(id, [...before.slice(1 - KEPT), point]);
	};
	for (const event of events) {
		if (event.type === 'client.beat') add(event.client_id, event.last_seen, event.telemetry);
		else if (event.type === 'client.removed' && history.has(event.client_id)) {
			own().delete(event.client_id);
		} else if (event.type === 'snapshot') {
			const known = new Set(event.clients.map((client) => client.client_id));
			for (const id of (next ?? history).keys()) if (!known.has(id)) own().delete(id);
			for (const it of event.clients) add(it.client_id, it.last_seen, it.telemetry);
		}
	}
	return next ?? history;
}

function toPoint(at: number, telemetry: Telemetry): Point {
	const use = telemetry.gpus
		.map((gpu) => gpu.utilization_percent)
		.filter((value) => value !== null && value !== undefined);
	return {
		at,
		cpu: telemetry.cpu_percent ?? null,
		gpu: use.length ? Math.max(...use) : null
	};
}
