import type { Benchmark } from '$lib/api/types';
import { plural } from '$lib/ui/format';

/** Something under which two benchmarks were not measured alike. */
export interface Otherwise {
	readonly what: string;
	readonly a: string;
	readonly b: string;
}

type Setting = string | number | boolean | null | undefined;
const told = (value: Setting): string => String(value ?? 'not set');

/**
 * What was set, installed or plugged in otherwise: perhaps on purpose, but to be known. What one of
 * them does not tell is no difference.
 */
export function otherwise(
	a: Benchmark,
	b: Benchmark,
	machine: (clientId: string) => string
): Otherwise[] {
	const [ours, theirs] = [a.provenance, b.provenance];
	const versions =
		ours.obt_version === theirs.obt_version
			? []
			: [{ what: 'OBT', a: ours.obt_version, b: theirs.obt_version }];
	return [...settings(ours.settings, theirs.settings), ...machines(a, b, machine), ...versions];
}

type Settings = Benchmark['provenance']['settings'];

function settings(a: Settings, b: Settings): Otherwise[] {
	const [ours, theirs] = [
		new Map<string, Setting>(Object.entries(a)),
		new Map<string, Setting>(Object.entries(b))
	];
	return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((what) => {
		const [one, other] = [told(ours.get(what)), told(theirs.get(what))];
		return one === other ? [] : [{ what, a: one, b: other }];
	});
}

function machines(a: Benchmark, b: Benchmark, machine: (clientId: string) => string) {
	const found = new Map<string, { fact: string; a: string; b: string; on: string[] }>();
	for (const [id, one] of Object.entries(a.provenance.machines)) {
		const other = b.provenance.machines[id];
		if (!other) continue;
		const facts = [
			['Ollama', one.ollama_version, other.ollama_version],
			['Power source', one.power_source, other.power_source],
			['Power mode', one.power_mode, other.power_mode],
			['Client', one.client_version, other.client_version]
		] as const;
		for (const [fact, x, y] of facts) {
			if (!x || !y || x === y) continue;
			const key = JSON.stringify([fact, x, y]);
			const same = found.get(key);
			if (same) same.on.push(machine(id));
			else found.set(key, { fact, a: x, b: y, on: [machine(id)] });
		}
	}
	return [...found.values()].map(({ fact, on, ...sides }) => ({
		what: `${fact} on ${on.length > 2 ? plural(on.length, 'machine') : on.join(', ')}`,
		...sides
	}));
}
