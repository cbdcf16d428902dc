import type { Installation, ModelRow } from './row';

type Cell = string | number | boolean | null;

const HEAD = [
	'model',
	'machine',
	'client_id',
	'status',
	'family',
	'parameters',
	'quantization',
	'capabilities',
	'context_length',
	'size_bytes',
	'changed_at',
	'digest',
	'loaded_bytes',
	'loaded_vram_bytes',
	'update_available',
	'remote'
] as const;

/** A spreadsheet takes what starts so for a formula, wherever the name came from. */
const FORMULA = /^[=+\-@\t\r]/;

function written(cell: Cell): string {
	if (cell === null) return '';
	if (typeof cell !== 'string') return String(cell);
	const safe = FORMULA.test(cell) ? `'${cell}` : cell;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (cells: readonly Cell[]): string => cells.map(written).join(',') + '\r\n';

/**
 * What the list shows as RFC 4180, a line for each model on each machine. Sizes are bytes; what is
 * not known is empty. The mark in front tells spreadsheets that it is UTF-8.
 */
export function csvOf(
	rows: readonly ModelRow[],
	machines: (row: ModelRow) => readonly Installation[]
): string {
	const lines = rows.flatMap((row) =>
		machines(row).map((it) =>
			line([
				row.name,
				it.client,
				it.clientId,
				it.status,
				row.family,
				row.parameterSize,
				row.quantization,
				row.capabilities.join(' '),
				row.context,
				it.size,
				new Date(it.modified * 1000).toISOString(),
				it.digest,
				it.loaded?.size ?? null,
				it.loaded?.sizeVram ?? null,
				it.outdated,
				row.cloud
			])
		)
	);
	return `\uFEFF${line(HEAD)}${lines.join('')}`;
}

/** `obt-models-2026-05-01.csv` */
export const csvName = (now: Date): string => `obt-models-${now.toISOString().slice(0, 10)}.csv`;
