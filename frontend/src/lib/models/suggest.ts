import type { ModelRow } from './row';

const ENOUGH = 5000; // names to choose from while typing; the rest would only cost time

/** The values that these rows have in a text field, most frequent first. */
export function suggestFrom(rows: readonly ModelRow[], field: string): readonly string[] {
	const counts = new Map<string, number>();
	for (const row of rows) {
		for (const value of valuesOf(row, field)) counts.set(value, (counts.get(value) ?? 0) + 1);
		if (counts.size >= ENOUGH) break;
	}
	return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([value]) => value);
}

function valuesOf(row: ModelRow, field: string): readonly string[] {
	switch (field) {
		case 'name':
			return [row.name];
		case 'family':
			return row.family ? [row.family] : [];
		case 'quantization':
			return row.quantization ? [row.quantization] : [];
		case 'capability':
			return row.capabilities;
		case 'client':
			return row.installations.map((it) => it.client);
		case 'label':
			return row.texts('label');
		default:
			return [];
	}
}
