import type { Client, Job } from '$lib/api/types';
import { isOpen, type Fleet } from '$lib/live/fleet';

/** Changes whenever the log of this machine may have a new entry: beats alone change nothing. */
export function newsOf(fleet: Fleet, client: Client): string {
	let ended = 0;
	for (const job of fleet.jobs.values()) ended += isEndedOf(job, client.client_id) ? 1 : 0;
	const installed = fleet.installed.get(client.client_id) ?? [];
	return JSON.stringify([
		fleet.since,
		client.status,
		client.status_reason,
		client.client_version,
		client.ollama.reachable,
		client.ollama.version,
		client.loaded.map((model) => model.name).sort(),
		[...installed].map(([name, { digest }]) => `${name} ${digest}`).sort(),
		ended
	]);
}

const isEndedOf = (job: Job, clientId: string) => job.client_id === clientId && !isOpen(job);
