import type { Benchmark, PairVerdict } from '$lib/api/types';

type CellName = PairVerdict['a'];

/** `long-context depth=4096`, from the key of a case. */
export function caseName(key: string): string {
	const slash = key.indexOf('/');
	const [workload, which] = slash < 0 ? [key, ''] : [key.slice(0, slash), key.slice(slash + 1)];
	return `${workload.replace(/@.*/, '')} ${which}`.trimEnd();
}

/** Names of machines as they were when they measured; with the id where two are called the same. */
export function machineNames(
	benchmarks: readonly Pick<Benchmark, 'parts'>[]
): (clientId: string) => string {
	const names = new Map<string, string>();
	for (const { parts } of benchmarks)
		for (const part of parts)
			if (!names.has(part.client_id)) names.set(part.client_id, part.client_name);
	const taken = [...names.values()];
	return (id) => {
		const name = names.get(id);
		if (name === undefined) return id;
		return taken.indexOf(name) === taken.lastIndexOf(name) ? name : `${name} (${id})`;
	};
}

export interface PairName {
	/** What tells A from B. */
	readonly a: string;
	readonly b: string;
	/** What both have in common. */
	readonly shared: string;
}

/** `two`: cells of two benchmarks, which are A and B wherever nothing else tells them apart. */
export function pairName(
	{ a, b }: Pick<PairVerdict, 'a' | 'b'>,
	machine: (clientId: string) => string,
	two: boolean
): PairName {
	const parts = (cell: CellName) => [cell.model, machine(cell.client_id)];
	const [ours, theirs] = [parts(a), parts(b)];
	const differing = (from: readonly string[]) =>
		from.filter((part, i) => part !== (from === ours ? theirs : ours)[i]).join(' on ');
	const [letterA, letterB] = two ? ['A', 'B'] : ['', ''];
	const name = (letter: string, told: string) => [letter, told].filter(Boolean).join(': ');
	const shared = ours.filter((part, i) => part === theirs[i]);
	return {
		a: name(letterA, differing(ours)),
		b: name(letterB, differing(theirs)),
		shared: shared.join(' on ')
	};
}
