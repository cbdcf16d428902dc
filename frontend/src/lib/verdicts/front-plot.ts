import type { Leader } from '$lib/api/types';
import { valueOf } from '$lib/benchmarks/metrics';
import type { Axis as ChartAxis, Point, Series } from '$lib/ui/chart/types';
import { fileSize } from '$lib/ui/format';
import { axisNames, betterOf, frontOf, valueAt, type Axis } from './leaders';

export interface FrontPlotted {
	readonly series: readonly Series[];
	readonly x: ChartAxis;
	readonly y: ChartAxis;
	/** Where the good ones lie. */
	readonly note: string;
}

const MOST = 6; // machines that still have a look of their own
const WIDE = 10; // times between least and greatest: then only a logarithm shows all of it

const units: Record<Axis, string> = {
	decode_rate: 'tokens/s',
	size: 'B',
	ttft: 's',
	energy: 'J/token'
};
const told = (axis: Axis) => (value: number) =>
	axis === 'size' ? fileSize(value) : valueOf(value, units[axis]);

/** The entries that have both values: a series for each machine, or one for all where they are many. */
export function frontPlot(entries: readonly Leader[], x: Axis, y: Axis): FrontPlotted {
	const placed = entries.filter((it) => valueAt(it, x) !== null && valueAt(it, y) !== null);
	const machines = new Map<string, Leader[]>();
	for (const it of placed) {
		const known = machines.get(it.client_id);
		if (known) known.push(it);
		else machines.set(it.client_id, [it]);
	}
	const few = machines.size <= MOST;
	const groups = few ? [...machines] : placed.length ? [['all', placed] as const] : [];
	const pointsOf = (all: readonly Leader[], named: boolean): Point[] =>
		all
			.map((it) => ({
				x: valueAt(it, x) ?? 0,
				y: valueAt(it, y),
				note: named ? `${it.model} on ${it.client_name}` : it.model
			}))
			.sort((a, b) => a.x - b.x);
	const series: Series[] = groups.map(([id, all]) => ({
		id: `of ${id}`,
		name: few ? (all[0]?.client_name ?? id) : 'All machines',
		points: pointsOf(all, !few)
	}));
	if (placed.length > 1)
		series.push({
			id: 'front',
			name: 'Front',
			colour: 'var(--ink-3)',
			points: pointsOf(frontOf(placed, x, y), true)
		});
	const corner = `${betterOf[y] === 'higher' ? 'upper' : 'lower'} ${betterOf[x] === 'higher' ? 'right' : 'left'}`;
	return {
		series,
		x: axisOf(placed, x),
		y: axisOf(placed, y),
		note: `the best lie ${corner}`
	};
}

const MARGIN = 0.06; // so that no point lies on the edge

function axisOf(entries: readonly Leader[], axis: Axis): ChartAxis {
	const values = entries.map((it) => valueAt(it, axis) ?? 0);
	const [low, high] = [Math.min(...values), Math.max(...values)];
	const wide = low > 0 && high / low > WIDE;
	const room = wide ? (high / low) ** MARGIN : (high - low) * MARGIN;
	const ends = wide
		? { min: low / room, max: high * room }
		: { min: Math.max(0, low - room), max: high + room };
	return {
		title: axisNames[axis],
		kind: wide ? 'log' : 'linear',
		format: told(axis),
		...(values.length > 1 && high > low ? ends : {})
	};
}
