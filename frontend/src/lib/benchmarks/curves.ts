import type { Curve, MetricReport } from '$lib/api/types';
import type { Axis, Point, Series } from '$lib/ui/chart/types';
import { scaleOfUnit, type ScaledUnit } from './metrics';

export const MOST_CURVES = 6; // as many as there are colours

const reportOf = (point: Curve['points'][number], metric: string): MetricReport | undefined =>
	(point.metrics as Readonly<Record<string, MetricReport>>)[metric];

/** The figures of these curves, and the chosen metric before them, if there are any. */
export function metricsAlong(curves: readonly Curve[], chosen: string): string[] {
	const figures: string[] = [...new Set(curves.flatMap((curve) => curve.figures))];
	const has = curves.some((curve) => curve.points.some((point) => reportOf(point, chosen)));
	return figures.includes(chosen) || !has ? figures : [chosen, ...figures];
}

export function axisAlong(curves: readonly Curve[]): Axis {
	const ticks = [...new Set(curves.flatMap((curve) => curve.points.map((it) => it.x)))];
	const depth = curves[0]?.axis === 'depth';
	return {
		kind: 'log',
		title: curves[0]?.title ?? '',
		ticks: ticks.sort((a, b) => a - b),
		format: (value) => (depth && value % 1024 === 0 ? `${value / 1024}k` : String(value))
	};
}

export function unitAlong(curves: readonly Curve[], metric: string): ScaledUnit {
	const reports = curves.flatMap((curve) =>
		curve.points.flatMap((it) => reportOf(it, metric) ?? [])
	);
	return scaleOfUnit(reports[0]?.unit ?? '', Math.max(0, ...reports.map((it) => it.median)));
}

export const curveKey = (curve: Curve): string => JSON.stringify([curve.client_id, curve.model]);

/** One line a curve; the interval of each median around it. */
export function seriesAlong(
	curves: readonly Curve[],
	metric: string,
	scale: ScaledUnit,
	nameOf: (curve: Curve) => string
): Series[] {
	return curves.map((curve) => ({
		id: curveKey(curve),
		name: nameOf(curve),
		points: curve.points.map((point): Point => {
			const report = reportOf(point, metric);
			if (!report) return { x: point.x, y: null };
			const { ci_low: low, ci_high: high } = report;
			return {
				x: point.x,
				y: report.median * scale.factor,
				low: typeof low === 'number' ? low * scale.factor : null,
				high: typeof high === 'number' ? high * scale.factor : null,
				...(report.blocks < 2 ? { note: 'one round only' } : {})
			};
		})
	}));
}

/** Latency over throughput, in the order of the load: where the trail turns up or back, it is full. */
export function trailsOf(
	curves: readonly Curve[],
	latency: ScaledUnit
): ReadonlyMap<string, readonly Point[]> {
	const rate = curves[0]?.axis === 'rate';
	return new Map(
		curves.map((curve) => [
			curveKey(curve),
			curve.points.flatMap((point) => {
				const x = reportOf(point, rate ? 'departure_rate' : 'throughput');
				const y = reportOf(point, 'e2e');
				const note = rate ? `${point.x} requests/s arrive` : `${point.x} at once`;
				return x && y ? [{ x: x.median, y: y.median * latency.factor, note }] : [];
			})
		])
	);
}

/** The same points as lines are read: from left to right. */
export const trailSeries = (
	curves: readonly Curve[],
	trails: ReadonlyMap<string, readonly Point[]>,
	nameOf: (curve: Curve) => string
): Series[] =>
	curves.map((curve) => ({
		id: curveKey(curve),
		name: nameOf(curve),
		points: [...(trails.get(curveKey(curve)) ?? [])].sort((a, b) => a.x - b.x)
	}));
