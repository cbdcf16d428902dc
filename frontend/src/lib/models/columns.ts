import type { Column } from '$lib/ui/types';

/** What the list can show of a model beside its name. */
export const COLUMNS = [
	'family',
	'parameters',
	'quantization',
	'context',
	'capabilities',
	'size',
	'machines',
	'versions',
	'loaded',
	'modified'
] as const;
export type ColumnId = (typeof COLUMNS)[number];

export const PLAIN_COLUMNS: readonly ColumnId[] = [
	'family',
	'parameters',
	'quantization',
	'size',
	'machines',
	'loaded',
	'modified'
];

interface Spec extends Column {
	readonly id: ColumnId;
	/** In the menu, where there is room for all of it. */
	readonly name: string;
	readonly rem: number;
	/** What gives way last where there is no room for all. */
	readonly rank: number;
}

const end = { sortable: true, align: 'end' } as const;
const specs: Readonly<Record<ColumnId, Spec>> = {
	family: { id: 'family', label: 'Family', name: 'Family', rem: 7, rank: 4 },
	parameters: { id: 'parameters', label: 'Params', name: 'Parameters', rem: 4.5, rank: 7, ...end },
	quantization: { id: 'quantization', label: 'Quant.', name: 'Quantization', rem: 6, rank: 5 },
	context: { id: 'context', label: 'Context', name: 'Longest context', rem: 4.5, rank: 2, ...end },
	capabilities: { id: 'capabilities', label: 'Can', name: 'Capabilities', rem: 11, rank: 0 },
	size: { id: 'size', label: 'Size', name: 'Size on disk', rem: 4.5, rank: 8, ...end },
	machines: { id: 'machines', label: 'Machines', name: 'Machines', rem: 5, rank: 9, ...end },
	versions: { id: 'versions', label: 'Versions', name: 'Versions', rem: 4.5, rank: 1, ...end },
	loaded: { id: 'loaded', label: 'Loaded', name: 'Loaded', rem: 4.25, rank: 10, ...end },
	modified: { id: 'modified', label: 'Changed', name: 'Last change', rem: 5.5, rank: 3, ...end }
};

export const columnName = (id: ColumnId): string => specs[id].name;

const REM = 16; // pixels
const GAP = 0.75;
const TICK = 1.25;
const LEAST_NAME = 10;
const EDGES = 1;

/** The columns that have room beside the name, in their order, and the tracks of the table. */
export function columnsFor(
	chosen: readonly ColumnId[],
	width: number
): { shown: readonly ColumnId[]; columns: readonly Column[]; template: string } {
	let room = width / REM - EDGES - TICK - GAP - LEAST_NAME;
	const fitting = new Set<ColumnId>();
	for (const id of chosen.toSorted((a, b) => specs[b].rank - specs[a].rank)) {
		room -= specs[id].rem + GAP;
		if (room < 0) break;
		fitting.add(id);
	}
	const shown = COLUMNS.filter((id) => fitting.has(id));
	const tracks = shown.map((id) => `${specs[id].rem}rem`);
	return {
		shown,
		columns: [{ id: 'name', label: 'Model', sortable: true }, ...shown.map((id) => specs[id])],
		template: [`${TICK}rem`, 'minmax(0,1fr)', ...tracks].join(' ')
	};
}

/** As the address has it; null: nothing of that makes sense. */
export function readColumns(text: string | null): readonly ColumnId[] | null {
	if (text === null) return null;
	const wanted = new Set(text.split(','));
	return COLUMNS.filter((id) => wanted.has(id));
}

export const isPlain = (chosen: readonly ColumnId[]): boolean =>
	chosen.length === PLAIN_COLUMNS.length && PLAIN_COLUMNS.every((id) => chosen.includes(id));
