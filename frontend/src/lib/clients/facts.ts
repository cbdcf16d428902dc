import type { Client } from '$lib/api/types';
import { reasonFor } from '$lib/state/absence';
import { count, exactBytes, fileSize, memorySize } from '$lib/ui/format';

/** One line of a table of facts: a value, or why there is none. */
export interface Fact {
	readonly label: string;
	/** Null: not known, and `reason` says why. */
	readonly value: string | null;
	readonly reason: string;
	/** The exact value, on hover. */
	readonly exact?: string;
}

const UNREPORTED = 'not reported';

/** The machine and its programs. What is not known is listed all the same, with its reason. */
export function factsOf({ hardware, ollama, ...client }: Client): Fact[] {
	const { cpu, os, models_disk: disk, memory_total: memory } = hardware;
	const fact = (
		label: string,
		value: string | null | undefined,
		path = '',
		exact?: string
	): Fact => ({
		label,
		value: value || null,
		reason: (path && reasonFor(hardware.absent, path)) || UNREPORTED,
		...(exact ? { exact } : {})
	});
	const cores = [
		cpu.cores_physical ? `${count(cpu.cores_physical)} cores` : null,
		cpu.cores_logical ? `${count(cpu.cores_logical)} threads` : null
	].filter(Boolean);
	return [
		fact('Processor', cpu.model, 'cpu.model'),
		fact('Cores', cores.join(', '), 'cpu.cores_physical'),
		fact('Architecture', cpu.architecture),
		fact(
			'Memory',
			memory ? memorySize(memory) : null,
			'memory_total',
			memory ? exactBytes(memory) : ''
		),
		fact('System', [os.name, os.version].filter(Boolean).join(' · '), 'os'),
		fact('Models folder', disk?.path, 'models_disk'),
		fact(
			'Its disk',
			disk ? fileSize(disk.total) : null,
			'models_disk',
			disk ? exactBytes(disk.total) : ''
		),
		fact('Host name', client.hostname),
		fact('Client', `${client.client_id} · OBT ${client.client_version}`),
		fact(
			'Ollama',
			ollama.reachable ? `${ollama.version ?? 'version unknown'} at ${ollama.url}` : null
		),
		fact('Link', LINKS[client.link])
	].map((it) =>
		it.label === 'Ollama' && it.value === null ? { ...it, reason: unreachable(ollama) } : it
	);
}

/** Most errors name the address themselves. */
const unreachable = ({ url, error }: Client['ollama']) =>
	error?.includes(url) ? `unreachable: ${error}` : `unreachable at ${url}: ${error ?? 'no answer'}`;

const LINKS: Record<Client['link'], string> = {
	websocket: 'WebSocket: changes arrive at once',
	rest: 'REST: something between blocks WebSockets, changes arrive with the next beat',
	none: 'none now'
};

/** Everything that this machine could not measure, each with its reason. */
export function absentOf(client: Client): { path: string; reason: string }[] {
	const all = { ...client.hardware.absent, ...client.telemetry?.absent };
	return Object.entries(all)
		.filter(([path]) => path !== 'output_rate') // it comes and goes, and says so in its own place
		.map(([path, reason]) => ({ path, reason }))
		.sort((a, b) => (a.path < b.path ? -1 : 1));
}
