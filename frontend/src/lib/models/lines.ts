import type { Sort } from '$lib/ui/types';
import { byName } from './model-index';
import { ModelRow, type Installation } from './row';

/** A machine below its model, when the model is unfolded. */
export interface MachineLine {
	readonly row: ModelRow;
	readonly machine: Installation;
}

/** What one line of the table shows: a model, or one of its machines. */
export type Line = ModelRow | MachineLine;

export const isModel = (line: Line): line is ModelRow => line instanceof ModelRow;
export const lineKey = (line: Line): string => (isModel(line) ? line.name : line.machine.key);

export const SORTS = [
	'name',
	'parameters',
	'context',
	'size',
	'machines',
	'versions',
	'loaded',
	'modified'
] as const;

const measures: Record<string, (row: ModelRow) => number> = {
	parameters: (row) => row.parameters ?? -1,
	context: (row) => row.context ?? -1,
	size: (row) => row.size,
	machines: (row) => row.installations.length,
	versions: (row) => row.versions,
	loaded: (row) => row.loaded,
	modified: (row) => row.modified
};

/** `rows` come sorted by name. Equals stay in the order of their names, whichever way is up. */
export function sorted(rows: readonly ModelRow[], { by, descending }: Sort): readonly ModelRow[] {
	const measure = measures[by];
	if (!measure) return descending ? rows.toReversed() : rows;
	const sign = descending ? -1 : 1;
	return rows.toSorted((a, b) => sign * (measure(a) - measure(b)) || byName(a, b));
}

/** The models, each unfolded one followed by its machines. */
export function unfolded(
	rows: readonly ModelRow[],
	open: ReadonlySet<string>,
	machines: (row: ModelRow) => readonly Installation[]
): readonly Line[] {
	if (open.size === 0) return rows;
	return rows.flatMap((row): Line[] =>
		open.has(row.name) ? [row, ...machines(row).map((machine) => ({ row, machine }))] : [row]
	);
}
