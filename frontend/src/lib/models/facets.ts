import type { Installation, ModelRow } from './row';

export const FACETS = [
	'family',
	'quantization',
	'capability',
	'size',
	'machine',
	'loaded',
	'versions',
	'updates'
] as const;
export type Facet = (typeof FACETS)[number];

/** What is chosen: within a facet any value does, over facets all must hold. */
export type Chosen = Readonly<Partial<Record<Facet, readonly string[]>>>;

export interface FacetValue {
	/** For `machine` the client's id. */
	readonly value: string;
	readonly label: string;
	readonly count: number;
	readonly chosen: boolean;
}

const GB = 1e9;
const BANDS = [
	{ below: 1 * GB, label: 'under 1 GB' },
	{ below: 4 * GB, label: '1 to 4 GB' },
	{ below: 8 * GB, label: '4 to 8 GB' },
	{ below: 16 * GB, label: '8 to 16 GB' },
	{ below: 32 * GB, label: '16 to 32 GB' },
	{ below: Infinity, label: '32 GB and more' }
] as const;

const NOTHING: readonly string[] = [];
const bandOf = (size: number): string => BANDS.find((band) => size < band.below)!.label;
const LOADED = 'loaded';
const NOT_LOADED = 'not loaded';
const ONE_VERSION = 'one version';
const DRIFT = 'several versions';
const OUTDATED = 'update available';
const UNKNOWN = 'unknown';

function valuesOf(row: ModelRow, facet: Facet): readonly string[] {
	switch (facet) {
		case 'family':
			return [row.family ?? UNKNOWN];
		case 'quantization':
			return [row.quantization ?? UNKNOWN];
		case 'capability':
			return row.capabilities;
		case 'size':
			return [bandOf(row.size)];
		case 'machine':
			return row.installations.map((it) => it.clientId);
		case 'loaded':
			return [row.loaded ? LOADED : NOT_LOADED];
		case 'versions':
			return [row.versions > 1 ? DRIFT : ONE_VERSION];
		case 'updates':
			// without one it is not known to be up to date: nobody may have asked
			return row.outdated ? [OUTDATED] : NOTHING;
	}
}

type Sets = readonly (readonly [Facet, ReadonlySet<string>])[];

const setsOf = (chosen: Chosen): Sets =>
	FACETS.flatMap((facet) => {
		const values = chosen[facet];
		return values?.length ? [[facet, new Set(values)] as const] : [];
	});

/** A test of rows against all that is chosen. */
export function facetTest(chosen: Chosen): (row: ModelRow) => boolean {
	const sets = setsOf(chosen);
	return (row) => sets.every(([facet, set]) => valuesOf(row, facet).some((it) => set.has(it)));
}

/** Of a row's machines those that are chosen: the others are not what was asked for. */
export function machinesIn(row: ModelRow, chosen: Chosen): readonly Installation[] {
	const ids = chosen.machine;
	return ids?.length
		? row.installations.filter((it) => ids.includes(it.clientId))
		: row.installations;
}

/**
 * How many of these rows each value would show. A facet's own choice does not narrow its counts:
 * they say what choosing one more would add. One pass over the rows for all facets.
 */
export function countFacets(
	rows: readonly ModelRow[],
	chosen: Chosen,
	machineName: (clientId: string) => string
): Record<Facet, FacetValue[]> {
	const sets = setsOf(chosen);
	const counts = new Map(FACETS.map((facet) => [facet, new Map<string, { n: number }>()]));
	// a keystroke counts 60,000 installed models: one look-up each, and nothing made meanwhile
	const bump = (of: Map<string, { n: number }>, value: string) => {
		const tally = of.get(value);
		if (tally) tally.n++;
		else of.set(value, { n: 1 });
	};
	const count = (row: ModelRow, facet: Facet) => {
		const of = counts.get(facet)!;
		if (facet === 'machine') for (const it of row.installations) bump(of, it.clientId);
		else for (const value of valuesOf(row, facet)) bump(of, value);
	};
	for (const row of rows) {
		let failed: Facet | undefined;
		let failures = 0;
		for (const [facet, set] of sets) {
			if (valuesOf(row, facet).some((it) => set.has(it))) continue;
			failed = facet;
			if (++failures > 1) break;
		}
		if (failures === 0) for (const facet of FACETS) count(row, facet);
		else if (failures === 1) count(row, failed!);
	}
	const values = (facet: Facet): FacetValue[] => {
		const of = counts.get(facet)!;
		// a chosen value stays to be seen and taken back, though nothing has it now
		for (const value of chosen[facet] ?? []) if (!of.has(value)) of.set(value, { n: 0 });
		const labelled = [...of].map(([value, { n }]) => ({
			value,
			label: facet === 'machine' ? machineName(value) : value,
			count: n,
			chosen: chosen[facet]?.includes(value) ?? false
		}));
		if (facet === 'size') return labelled.sort((a, b) => bandIndex(a.value) - bandIndex(b.value));
		return labelled.sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
	};
	return Object.fromEntries(FACETS.map((facet) => [facet, values(facet)])) as Record<
		Facet,
		FacetValue[]
	>;
}

const bandIndex = (label: string): number => BANDS.findIndex((band) => band.label === label);

/** The values whose label has this text, and what is chosen wherever it stands. */
export function withText(values: readonly FacetValue[], text: string): readonly FacetValue[] {
	const wanted = text.trim().toLowerCase();
	if (!wanted) return values;
	return values.filter((it) => it.chosen || it.label.toLowerCase().includes(wanted));
}

export function toggleFacet(chosen: Chosen, facet: Facet, value: string): Chosen {
	const before = chosen[facet] ?? [];
	const without = before.filter((it) => it !== value);
	return { ...chosen, [facet]: without.length < before.length ? without : [...before, value] };
}
