import type { PastPoint } from '$lib/api/types';
import type { Point } from '$lib/ui/chart/types';

/** Which cell is looked at. */
export interface HistoryView {
	readonly client: string;
	readonly model: string;
	readonly workload: string;
}

export const readHistory = (params: URLSearchParams): HistoryView => ({
	client: params.get('client') ?? '',
	model: params.get('model') ?? '',
	workload: params.get('workload') || 'decode'
});

export function writeHistory(view: HistoryView): string {
	const params = new URLSearchParams();
	for (const name of ['client', 'model', 'workload'] as const)
		if (view[name]) params.set(name, view[name]);
	return `?${params}`;
}

export type Change = PastPoint['changed'][number];

/** What changed, and to what: `Ollama 0.12.0`. */
export function changeOf(change: Change, point: PastPoint): string {
	switch (change) {
		case 'ollama':
			return `Ollama ${point.ollama_version ?? ''}`.trimEnd();
		case 'digest':
			return `model ${point.digest?.slice(0, 12) ?? ''}`.trimEnd();
		case 'obt':
			return `OBT ${point.obt_version}`;
	}
}

/** Points of each case apart, in the order of the cases' first ones. */
export function byCase(points: readonly PastPoint[]): [string, PastPoint[]][] {
	const cases = new Map<string, PastPoint[]>();
	for (const point of points) {
		const known = cases.get(point.workload);
		if (known) known.push(point);
		else cases.set(point.workload, [point]);
	}
	return [...cases];
}

/** What a plot shows: nothing where nothing counted. */
export const measuredPoints = (points: readonly PastPoint[]): Point[] =>
	points.map(({ measured_at, value, benchmark, failed }) => ({
		x: Date.parse(measured_at),
		y: value?.median ?? null,
		low: value?.ci_low ?? null,
		high: value?.ci_high ?? null,
		note: failed ? `${benchmark}: failed` : benchmark
	}));

export interface MarkedChange {
	readonly x: number;
	/** Empty where another one stands too near. */
	readonly words: string;
	/** Only OBT itself changed: the measured machine is the same. */
	readonly minor: boolean;
}

/**
 * Where what was measured is no longer the same. `room`: share of the plot's width that words take;
 * a mark has them on its inner side, and only where they touch no others.
 */
export function changesOf(points: readonly PastPoint[], room = 0.1): MarkedChange[] {
	const at = ({ measured_at }: PastPoint) => Date.parse(measured_at);
	const [first, last] = [points[0], points.at(-1)];
	const span = first && last ? at(last) - at(first) : 0;
	let until = -Infinity;
	return points
		.filter((it) => it.changed.length > 0)
		.map((it) => {
			const place = span > 0 && first ? (at(it) - at(first)) / span : 0;
			const [from, to] = place > 0.5 ? [place - room, place] : [place, place + room];
			const fits = from >= until;
			if (fits) until = to;
			return {
				x: at(it),
				words: fits ? it.changed.map((change) => changeOf(change, it)).join(', ') : '',
				minor: it.changed.every((change) => change === 'obt')
			};
		});
}
