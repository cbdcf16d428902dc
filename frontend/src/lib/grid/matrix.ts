import type { Installation, ModelRow } from '$lib/models/row';

export interface Version {
	readonly digest: string;
	/** On how many machines. */
	readonly machines: number;
}

/** A row of the matrix: where the model is, and in which versions. */
export interface GridRow {
	readonly model: ModelRow;
	readonly at: ReadonlyMap<string, Installation>;
	/** The most frequent first. */
	readonly versions: readonly Version[];
}

const made = new WeakMap<ModelRow, GridRow>();

/** Made once for each state of a model: a beat among 1,000 machines renews only what it touched. */
export function gridRow(model: ModelRow): GridRow {
	let row = made.get(model);
	if (!row) {
		const at = new Map(model.installations.map((it) => [it.clientId, it]));
		made.set(model, (row = { model, at, versions: versionsOf(model.installations) }));
	}
	return row;
}

export function versionsOf(installations: readonly Installation[]): Version[] {
	const counts = new Map<string, number>();
	for (const { digest } of installations) counts.set(digest, (counts.get(digest) ?? 0) + 1);
	return [...counts]
		.map(([digest, machines]) => ({ digest, machines }))
		.sort((a, b) => b.machines - a.machines || (a.digest < b.digest ? -1 : 1));
}

/** `2 versions: 3 machines / 1 machine`; empty where all have the same. */
export function driftWords(versions: readonly Version[]): string {
	if (versions.length < 2) return '';
	const each = versions.map(
		({ machines }) => `${machines} ${machines === 1 ? 'machine' : 'machines'}`
	);
	return `${versions.length} versions: ${each.join(' / ')}`;
}

/** Which version a machine has, counted from 1, the most frequent; 0 where there is only one. */
export const versionAt = (row: GridRow, digest: string): number =>
	row.versions.length < 2 ? 0 : row.versions.findIndex((it) => it.digest === digest) + 1;
