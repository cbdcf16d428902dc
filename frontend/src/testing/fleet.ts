import type {
	Client,
	EventOf,
	Hardware,
	InstalledModel,
	InstalledRow,
	Job,
	LoadedModel,
	Snapshot,
	Telemetry
} from '$lib/api/types';

export const GB = 1e9;
export const at = (seconds: number): string => new Date(1.7e12 + seconds * 1000).toISOString();
export const digest = (n: number): string => n.toString(16).padStart(64, '0');

export function aClient(id: string, change: Partial<Client> = {}): Client {
	const hardware: Hardware = {
		cpu: { architecture: 'x86_64', model: 'Ryzen 9 7950X', cores_physical: 8, cores_logical: 16 },
		memory_total: 64 * GB,
		os: { name: 'Debian GNU/Linux 12' },
		gpus: [],
		models_disk: { path: '/models', total: 1000 * GB },
		absent: {}
	};
	return {
		client_id: id,
		name: id,
		hostname: `${id}.local`,
		platform: 'linux',
		client_version: '0.1.0',
		labels: [],
		registered_at: at(0),
		status: 'online',
		status_reason: null,
		link: 'websocket',
		last_seen: at(0),
		ollama: { reachable: true, url: 'http://127.0.0.1:11434', version: '0.12.0', stale: false },
		hardware,
		telemetry: aTelemetry(),
		loaded: [],
		counts: { installed: 0, loaded: 0, jobs: 0 },
		outdated: [],
		...change
	};
}

export const aTelemetry = (change: Partial<Telemetry> = {}): Telemetry => ({
	cpu_percent: 10,
	memory_used: 8 * GB,
	disk_free: 500 * GB,
	gpus: [],
	absent: {},
	...change
});

export const anInstalled = (name: string, change: Partial<InstalledRow> = {}): InstalledRow => ({
	name,
	digest: digest(1),
	size: 4 * GB,
	modified_at: at(0),
	remote_host: null,
	...change
});

export const anInstalledModel = (
	name: string,
	change: Partial<InstalledModel> = {}
): InstalledModel => ({
	name,
	digest: digest(1),
	size: 4 * GB,
	modified_at: at(0),
	details: { family: 'llama', families: ['llama'], capabilities: ['completion'] },
	...change
});

export const aLoaded = (name: string, change: Partial<LoadedModel> = {}): LoadedModel => ({
	name,
	digest: digest(1),
	size: 5 * GB,
	size_vram: 5 * GB,
	expires_at: at(300),
	...change
});

export const aJob = (id: string, change: Partial<Job> = {}): Job => ({
	job_id: id,
	batch_id: 'batch',
	kind: 'load',
	client_id: 'a',
	model: 'm:latest',
	operation: { kind: 'load' },
	state: 'queued',
	waiting_for: null,
	progress: null,
	error: null,
	result: null,
	attempts: 0,
	cancelling: false,
	created_at: at(0),
	started_at: null,
	finished_at: null,
	deadline_at: null,
	...change
});

export const aSnapshot = (change: Partial<Snapshot> = {}): Snapshot => ({
	type: 'snapshot',
	seq: 1,
	epoch: 'e1',
	clients: [],
	catalog: {},
	installed: {},
	jobs: [],
	...change
});

export const aBeat = (
	seq: number,
	id: string,
	change: Partial<EventOf<'client.beat'>> = {}
): EventOf<'client.beat'> => ({
	type: 'client.beat',
	seq,
	client_id: id,
	last_seen: at(seq),
	ollama: { reachable: true, url: 'http://127.0.0.1:11434', version: '0.12.0', stale: false },
	telemetry: aTelemetry(),
	loaded: [],
	counts: { installed: 0, loaded: 0, jobs: 0 },
	...change
});
