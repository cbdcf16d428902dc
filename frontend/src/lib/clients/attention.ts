import type { Client, Job } from '$lib/api/types';
import type { Fleet } from '$lib/live/fleet';
import { compareNames, conditionOf } from '$lib/state/condition';
import { quoted } from '$lib/search';
import { fileSize, plural } from '$lib/ui/format';
import type { Tone } from '$lib/ui/toasts.svelte';
import type { Order } from './order';
import type { Counted } from './stock';
import { compareVersions } from './versions';

/** Where a concern is seen to: a machine, a model, or one of the lists, with a query. */
export type Place =
	| { readonly at: 'client'; readonly id: string }
	| { readonly at: 'model'; readonly name: string }
	| { readonly at: 'fleet'; readonly query: string; readonly by?: Order }
	| { readonly at: 'models' | 'jobs'; readonly query: string };

export interface ConcernItem {
	readonly name: string;
	/** Why, in a few words. */
	readonly why: string;
	readonly place: Place;
	/** Where it is one machine that it is about. */
	readonly clientId?: string;
}

/** One thing that needs a person, on one or many machines. */
export interface Concern {
	readonly id: string;
	readonly tone: Tone;
	readonly title: string;
	/** What counts as such, where that is our own choice. */
	readonly rule?: string;
	readonly items: readonly ConcernItem[];
	/** All of them. */
	readonly place: Place;
}

export const LEAST_FREE_SHARE = 0.05; // where the meter turns red too
export const LEAST_FREE_BYTES = 10e9; // two models of common size
const LATELY_MS = 3_600_000; // the server tells new tabs of no jobs that ended before that

/** What needs attention, the gravest first. `now` in milliseconds, to the minute. */
export function concernsOf(fleet: Fleet, stock: Counted, now: number): Concern[] {
	const clients = [...fleet.clients.values()].sort((a, b) => compareNames(a.name, b.name));
	const heard = clients.filter((client) => client.status !== 'offline');
	return [
		...conditions(clients),
		failedJobs(fleet, now),
		fullDisks(heard),
		drift(stock),
		updates(heard),
		oldOllamas(heard)
	].filter((it) => it.items.length > 0);
}

/** The machines on which something is wrong; what is only worth knowing does not count. */
export const machinesOf = (concerns: readonly Concern[]): ReadonlySet<string> =>
	new Set(
		concerns
			.filter(({ tone }) => tone !== 'info')
			.flatMap(({ items }) => items.flatMap((it) => it.clientId ?? []))
	);

function conditions(clients: readonly Client[]): Concern[] {
	const of = (kind: 'unreachable' | 'late' | 'offline', title: string, tone: Tone): Concern => ({
		id: kind,
		tone,
		title,
		items: clients
			.map((client) => ({ client, condition: conditionOf(client) }))
			.filter(({ condition }) => condition.kind === kind)
			.map(({ client, condition }) => ({
				name: client.name,
				why: condition.why ?? '',
				place: { at: 'client', id: client.client_id },
				clientId: client.client_id
			})),
		place: { at: 'fleet', query: `is:${kind}` }
	});
	return [
		of('unreachable', 'Ollama unreachable', 'danger'),
		of('offline', 'Offline', 'danger'),
		of('late', 'Late', 'warn')
	];
}

function failedJobs(fleet: Fleet, now: number): Concern {
	const by = new Map<string, Job[]>();
	for (const job of fleet.jobs.values()) {
		if (job.state !== 'failed' && job.state !== 'lost') continue;
		if (Date.parse(job.finished_at ?? job.created_at) < now - LATELY_MS) continue;
		by.set(job.client_id, [...(by.get(job.client_id) ?? []), job]);
	}
	// jobs are searched by when they were filed: far enough back for all of these
	const filed = [...by.values()].flat().map((job) => Date.parse(job.created_at));
	const hours = Math.floor((now - Math.min(now, ...filed)) / LATELY_MS) + 1;
	const query = `is:failed created:<${hours}h`;
	const items = [...by].map(([id, jobs]): ConcernItem => {
		const newest = jobs.reduce((a, b) => ((a.finished_at ?? '') > (b.finished_at ?? '') ? a : b));
		const [first = newest.state] = newest.error?.message.split('\n') ?? [];
		return {
			name: fleet.clients.get(id)?.name ?? id,
			why: jobs.length > 1 ? `${jobs.length} times, last: ${first}` : `${newest.kind}: ${first}`,
			place: { at: 'jobs', query: `${query} client:=${quoted(id)}` },
			clientId: id
		};
	});
	return {
		id: 'jobs',
		tone: 'danger',
		title: 'Jobs failed',
		rule: 'Failed or lost within the last hour',
		items: items.sort((a, b) => compareNames(a.name, b.name)),
		place: { at: 'jobs', query }
	};
}

function fullDisks(clients: readonly Client[]): Concern {
	const items = clients.flatMap(({ client_id, name, telemetry, hardware }): ConcernItem[] => {
		const free = telemetry?.disk_free;
		const total = hardware.models_disk?.total;
		if (typeof free !== 'number') return [];
		if (free >= LEAST_FREE_BYTES && !(total && free < total * LEAST_FREE_SHARE)) return [];
		const place: Place = { at: 'client', id: client_id };
		return [{ name, why: `${fileSize(free)} free`, place, clientId: client_id }];
	});
	return {
		id: 'disk',
		tone: 'warn',
		title: 'Disk nearly full',
		rule: `Less than ${LEAST_FREE_SHARE * 100} % or ${fileSize(LEAST_FREE_BYTES)} free on the disk of the models`,
		items,
		place: { at: 'fleet', query: '', by: 'disk' }
	};
}

function drift({ drifting }: Counted): Concern {
	return {
		id: 'drift',
		tone: 'info',
		title: 'Model drift',
		rule: 'Machines have different versions of one name',
		items: drifting.map((name) => ({ name, why: '', place: model(name) })),
		place: { at: 'models', query: 'is:drift' }
	};
}

function updates(clients: readonly Client[]): Concern {
	const by = new Map<string, number>();
	for (const name of clients.flatMap((client) => client.outdated)) {
		by.set(name, (by.get(name) ?? 0) + 1);
	}
	return {
		id: 'updates',
		tone: 'info',
		title: 'Updates available',
		rule: 'The registry had a newer version when last asked',
		items: [...by]
			.sort(([a], [b]) => compareNames(a, b))
			.map(([name, n]) => ({ name, why: `on ${plural(n, 'machine')}`, place: model(name) })),
		place: { at: 'models', query: 'is:outdated' }
	};
}

function oldOllamas(clients: readonly Client[]): Concern {
	const by = new Map<string, number>();
	for (const { ollama } of clients) {
		if (ollama.version) by.set(ollama.version, (by.get(ollama.version) ?? 0) + 1);
	}
	const versions = [...by.keys()].sort(compareVersions);
	const newest = versions.at(-1) ?? '';
	const older = versions.filter((version) => compareVersions(version, newest) < 0);
	return {
		id: 'ollama',
		tone: 'info',
		title: 'Older Ollama',
		rule: `The newest in the fleet is ${newest}`,
		items: older.map((version) => ({
			name: version,
			why: `on ${plural(by.get(version)!, 'machine')}`,
			place: { at: 'fleet', query: `version:=${quoted(version)}` }
		})),
		place: {
			at: 'fleet',
			query: `-is:offline version:${older.map((it) => `=${quoted(it)}`).join(',')}`
		}
	};
}

const model = (name: string): Place => ({ at: 'model', name });
