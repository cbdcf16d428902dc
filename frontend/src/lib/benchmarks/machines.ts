import type { Benchmark } from '$lib/api/types';
import { count, memorySize } from '$lib/ui/format';

type Machines = Benchmark['provenance']['machines'];

/** Under what a machine measured, on one line: Ollama first, since that is what people change. */
export function machineText(machine: Machines[string]): string {
	const { cpu, gpus = [], memory_total: memory, os, absent } = machine.hardware;
	const cores = cpu.cores_logical ? ` (${count(cpu.cores_logical)} threads)` : '';
	const cards = gpus.map((gpu) =>
		[
			gpu.name,
			gpu.memory_total && memorySize(gpu.memory_total),
			gpu.driver && `driver ${gpu.driver}`
		]
			.filter(Boolean)
			.join(', ')
	);
	return [
		`Ollama ${machine.ollama_version ?? 'of unknown version'}`,
		`${cpu.model ?? cpu.architecture}${cores}`,
		cards.join('; ') || `no GPU${absent?.gpus ? ` (${absent.gpus})` : ''}`,
		memory && `${memorySize(memory)} RAM`,
		[os.name, os.version].filter(Boolean).join(' '),
		machine.power_source,
		machine.power_mode,
		`client ${machine.client_version}`
	]
		.filter(Boolean)
		.join(' · ');
}

/** `0.33.3 on desk and shed, 0.9.3 on lab`; null where all have the same Ollama. */
export function versionsApart(
	machines: Machines,
	nameOf: (clientId: string) => string
): string | null {
	const by = new Map<string, string[]>();
	for (const [id, { ollama_version: version }] of Object.entries(machines))
		by.set(version ?? 'unknown', [...(by.get(version ?? 'unknown') ?? []), nameOf(id)]);
	if (by.size < 2) return null;
	return [...by].map(([version, names]) => `${version} on ${names.join(' and ')}`).join(', ');
}
