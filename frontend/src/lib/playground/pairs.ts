import type { Client, InstalledRow, Job, ModelDetails } from '$lib/api/types';
import type { Fleet } from '$lib/live/fleet';

/** One model on one machine: what a prompt is sent to. */
export interface Pair {
	readonly clientId: string;
	readonly model: string;
}

export const MOST_PAIRS = 16; // the server takes no more in one run

export const keyOf = ({ clientId, model }: Pair): string => `${model}@${clientId}`;

/** `model@client`: a client's id has no `@`, so the last one parts them. Null: it is none. */
export function readPair(text: string): Pair | null {
	const at = text.lastIndexOf('@');
	if (at <= 0 || at === text.length - 1) return null;
	return { model: text.slice(0, at), clientId: text.slice(at + 1) };
}

/** Each once, the first ones where there are too many. */
export function distinct(pairs: readonly Pair[], most = MOST_PAIRS): Pair[] {
	return [...new Map(pairs.map((pair) => [keyOf(pair), pair])).values()].slice(0, most);
}

/** Machines on which a benchmark runs now: a prompt there would disturb what it measures. */
export function measuringIn(jobs: Iterable<Job>): ReadonlySet<string> {
	const found = new Set<string>();
	for (const job of jobs)
		if (job.kind === 'benchmark' && job.state === 'running') found.add(job.client_id);
	return found;
}

/** Why nothing can be asked of any model there; null when it can. */
export function lackOfMachine(client: Client, measuring: ReadonlySet<string>): string | null {
	if (client.status === 'offline') return 'offline';
	if (client.status === 'late') return client.status_reason ?? 'not heard from';
	if (client.link === 'rest') return 'no WebSocket gets through: answers cannot stream';
	if (client.link === 'none') return 'not linked';
	if (!client.ollama.reachable) return 'its Ollama does not answer';
	return measuring.has(client.client_id) ? 'a benchmark runs there' : null;
}

/** Why this model has nothing to say; null when it has, or nobody knows. */
export function lackOfModel(details: ModelDetails | undefined): string | null {
	const can = details?.capabilities ?? [];
	return can.length && !can.includes('completion') ? 'makes no text' : null;
}

export function lackOf(fleet: Fleet, pair: Pair, measuring: ReadonlySet<string>): string | null {
	const client = fleet.clients.get(pair.clientId);
	if (!client) return 'there is no such machine';
	const row = installedAs(fleet, pair);
	return (
		lackOfMachine(client, measuring) ??
		(row ? lackOfModel(fleet.catalog.get(row.digest)) : 'not installed there')
	);
}

/** `llama3` is installed as `llama3:latest`. */
export function installedAs(fleet: Fleet, { clientId, model }: Pair): InstalledRow | undefined {
	const rows = fleet.installed.get(clientId);
	return rows?.get(model) ?? rows?.get(`${model}:latest`);
}

export function isLoaded(fleet: Fleet, pair: Pair): boolean {
	const name = installedAs(fleet, pair)?.name;
	return fleet.clients.get(pair.clientId)?.loaded.some((it) => it.name === name) ?? false;
}

/** False only where it is known that none of them can see. */
export function canSee(fleet: Fleet, pair: Pair): boolean | null {
	const row = installedAs(fleet, pair);
	const details = row && fleet.catalog.get(row.digest);
	return details?.capabilities.length ? details.capabilities.includes('vision') : null;
}
