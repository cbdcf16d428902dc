import type { Leader } from '$lib/api/types';
import { shortOf, titleOf } from '$lib/benchmarks/metrics';
import { oneOf, putSort, readSort } from '$lib/state/query';
import type { Column, Sort } from '$lib/ui/types';

export const AXES = ['decode_rate', 'size', 'ttft', 'energy'] as const;
/** What of a model on a machine may be drawn against what. */
export type Axis = (typeof AXES)[number];

export interface LeadersView {
	readonly workload: string;
	readonly x: Axis;
	readonly y: Axis;
	readonly sort: Sort;
}

export const columns: readonly Column[] = [
	{ id: 'model', label: 'Model', sortable: true },
	{ id: 'machine', label: 'Machine', sortable: true },
	{ id: 'decode_rate', label: shortOf('decode_rate'), sortable: true, align: 'end' },
	{ id: 'ttft', label: shortOf('ttft'), sortable: true, align: 'end', class: 'max-md:hidden' },
	{ id: 'energy', label: 'Energy', sortable: true, align: 'end', class: 'max-lg:hidden' },
	{ id: 'size', label: 'Size', sortable: true, align: 'end', class: 'max-sm:hidden' },
	{ id: 'measured', label: 'Measured', sortable: true, class: 'max-md:hidden' }
];
export const grid =
	'grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_7rem] sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_8rem_5rem] md:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_7rem_6.5rem_4.5rem_minmax(0,1.4fr)] lg:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_8rem_8rem_8rem_5rem_minmax(0,1fr)]';

const FASTEST: Sort = { by: 'decode_rate', descending: true };

export function readLeaders(params: URLSearchParams): LeadersView {
	return {
		workload: params.get('workload') || 'decode',
		x: oneOf(params.get('x'), AXES, 'size'),
		y: oneOf(params.get('y'), AXES, 'decode_rate'),
		sort: readSort(params.get('sort'), (by) => columns.some(({ id }) => id === by), FASTEST)
	};
}

export function writeLeaders({ workload, x, y, sort }: LeadersView): string {
	const params = new URLSearchParams();
	if (workload !== 'decode') params.set('workload', workload);
	if (x !== 'size') params.set('x', x);
	if (y !== 'decode_rate') params.set('y', y);
	putSort(params, sort, FASTEST);
	return params.size ? `?${params}` : '';
}

export const axisNames: Record<Axis, string> = {
	decode_rate: titleOf('decode_rate'),
	size: 'Model size',
	ttft: titleOf('ttft'),
	energy: titleOf('energy_per_token')
};

/** A model as big is as good as it is big: nothing else of it is measured. */
export const betterOf: Record<Axis, 'higher' | 'lower'> = {
	decode_rate: 'higher',
	size: 'higher',
	ttft: 'lower',
	energy: 'lower'
};

/** In the unit of its figure, or bytes. */
export const valueAt = (it: Leader, axis: Axis): number | null =>
	axis === 'size' ? it.size : (it[axis]?.median ?? null);

/** The axes that at least one of them has: what nobody measured is no choice. */
export const measuredAxes = (entries: readonly Leader[]): Axis[] =>
	AXES.filter((axis) => entries.some((it) => valueAt(it, axis) !== null));

const names = new Intl.Collator(undefined, { numeric: true });

/** What has no value stands last, whichever way it is sorted. */
export function sortedLeaders(entries: readonly Leader[], { by, descending }: Sort): Leader[] {
	const sign = descending ? -1 : 1;
	const axis = AXES.find((it) => it === by);
	return [...entries].sort((a, b) => {
		if (!axis) return sign * names.compare(textOf(a, by), textOf(b, by));
		const [x, y] = [valueAt(a, axis), valueAt(b, axis)];
		if (x === null || y === null) return Number(x === null) - Number(y === null);
		return sign * (x - y);
	});
}

const textOf = (it: Leader, by: string): string =>
	by === 'model' ? it.model : by === 'machine' ? it.client_name : it.measured_at;

/** Those that no other one beats in one of the two and equals in the other. */
export function frontOf(entries: readonly Leader[], x: Axis, y: Axis): Leader[] {
	const good = (it: Leader, axis: Axis) => {
		const value = valueAt(it, axis);
		return value === null ? null : betterOf[axis] === 'higher' ? value : -value;
	};
	const placed = entries.flatMap((it) => {
		const [gx, gy] = [good(it, x), good(it, y)];
		return gx === null || gy === null ? [] : [{ it, gx, gy }];
	});
	placed.sort((a, b) => b.gx - a.gx || b.gy - a.gy);
	let best = -Infinity;
	let bestX = Infinity;
	return placed
		.filter(({ gx, gy }) => {
			if (gy < best || (gy === best && gx < bestX)) return false;
			[best, bestX] = [gy, gx];
			return true;
		})
		.map(({ it }) => it);
}
