import type { InstalledRow, LoadedModel, ModelDetails } from '$lib/api/types';
import type { Fleet } from '$lib/live/fleet';
import { compareNames } from '$lib/state/condition';
import type { Sort } from '$lib/ui/types';

export interface InstalledLine {
	readonly row: InstalledRow;
	readonly details: ModelDetails | undefined;
	readonly loaded: LoadedModel | undefined;
}

/** The columns it can be sorted by; the first is how it opens. */
export const SORTS = ['name', 'size', 'loaded', 'modified'] as const;

/** What this machine has, sorted; equals by name. */
export function installedOn(
	fleet: Fleet,
	clientId: string,
	{ by, descending }: Sort
): InstalledLine[] {
	const loaded = new Map(fleet.clients.get(clientId)?.loaded.map((it) => [it.name, it]));
	const lines = [...(fleet.installed.get(clientId)?.values() ?? [])].map((row) => ({
		row,
		details: fleet.catalog.get(row.digest),
		loaded: loaded.get(row.name)
	}));
	const sign = descending ? -1 : 1;
	return lines.sort((a, b) => sign * compare(by, a, b) || compareNames(a.row.name, b.row.name));
}

function compare(by: string, a: InstalledLine, b: InstalledLine): number {
	switch (by) {
		case 'size':
			return a.row.size - b.row.size;
		case 'modified':
			return Date.parse(a.row.modified_at) - Date.parse(b.row.modified_at);
		case 'loaded':
			return (a.loaded?.size ?? 0) - (b.loaded?.size ?? 0);
		default:
			return compareNames(a.row.name, b.row.name);
	}
}
