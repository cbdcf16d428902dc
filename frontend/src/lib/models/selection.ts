import type { Target } from '$lib/api/types';
import { isModel, type Line } from './lines';
import { targetOf, type Installation, type ModelRow } from './row';

/** What the key of an installation stands for: it need not be installed yet. */
type Keyed = Pick<Installation, 'key'>;

/**
 * The chosen installed models, by key. Immutable. It knows nothing of what is filtered or sorted,
 * so that neither loses a choice; what no longer exists is left out when it is used.
 */
export class Selection {
	static readonly none = new Selection(new Set());

	private constructor(private readonly keys: ReadonlySet<string>) {}

	get size(): number {
		return this.keys.size;
	}
	has(machine: Keyed): boolean {
		return this.keys.has(machine.key);
	}

	/** Whether all, some or none of these are chosen. */
	of(machines: readonly Keyed[]): 'all' | 'some' | 'none' {
		if (this.keys.size === 0) return 'none';
		let n = 0;
		for (const machine of machines) if (this.keys.has(machine.key)) n++;
		return n === 0 ? 'none' : n === machines.length ? 'all' : 'some';
	}

	set(machines: Iterable<Keyed>, chosen: boolean): Selection {
		const keys = new Set(this.keys);
		for (const { key } of machines) {
			if (chosen) keys.add(key);
			else keys.delete(key);
		}
		return new Selection(keys);
	}

	/** What of it still exists, as targets of a job. */
	targets(exists: (clientId: string, model: string) => boolean): Required<Target>[] {
		return [...this.keys].map(targetOf).filter((target) => exists(target.client_id, target.model));
	}
}

/** All lines from one to another, whichever is above; only the second where the first is gone. */
export function range<T>(
	lines: readonly T[],
	key: (line: T) => string,
	from: string,
	to: string
): T[] {
	const end = lines.findIndex((line) => key(line) === to);
	if (end < 0) return [];
	const start = lines.findIndex((line) => key(line) === from);
	const [first, last] = start < 0 ? [end, end] : start < end ? [start, end] : [end, start];
	return lines.slice(first, last + 1);
}

/** What ticking this line chooses: a model stands for all its machines that are shown. */
export const machinesOf = (
	line: Line,
	machines: (row: ModelRow) => readonly Installation[]
): readonly Installation[] => (isModel(line) ? machines(line) : [line.machine]);
