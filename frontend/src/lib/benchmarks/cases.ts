import type { BenchmarkCell } from '$lib/api/types';

/** `long-context@1` of `long-context@1/depth=4096`. */
export const workloadOf = (work: string): string => work.split('/', 1)[0] ?? work;

/** `depth 4096`; '' where the workload has one case only. */
export function caseOf(work: string): string {
	const rest = work.slice(workloadOf(work).length + 1);
	return rest.replaceAll('=', ' ');
}

/** Without the version where no other version is there: `long-context`. */
export function workloadName(workload: string, all: readonly string[]): string {
	const [name = workload] = workload.split('@', 1);
	return all.filter((it) => it.split('@', 1)[0] === name).length > 1 ? workload : name;
}

const order = new Intl.Collator('en', { numeric: true });

/** The cases of each workload, in the order of their numbers: depth 4096 before 16384. */
export function worksOf(cells: readonly BenchmarkCell[]): ReadonlyMap<string, readonly string[]> {
	const found = new Map<string, string[]>();
	for (const work of [...new Set(cells.map((cell) => cell.workload))].sort((a, b) =>
		order.compare(a, b)
	)) {
		const of = workloadOf(work);
		found.set(of, [...(found.get(of) ?? []), work]);
	}
	return found;
}

export interface CellName {
	readonly client_id: string;
	readonly model: string;
}

/** Of a cell within one case. */
export const cellKey = (cell: CellName): string => JSON.stringify([cell.client_id, cell.model]);
