import type { BenchmarkCell, MetricReport, TakenResult } from '$lib/api/types';
import type { StripDot, StripRow } from '$lib/ui/chart/strip-types';
import { cellKey } from './cases';
import { reasons, scaleOfUnit, type ScaledUnit } from './metrics';

export interface Strip extends StripRow {
	/** Number of the sample behind each dot. */
	readonly numbers: readonly number[];
}

/** One strip for each cell of a case: every request that counts, and those that do not, apart. */
export function stripsOf(
	cells: readonly BenchmarkCell[],
	taken: readonly TakenResult[],
	metric: string,
	scale: ScaledUnit,
	nameOf: (cell: BenchmarkCell) => string
): Strip[] {
	const byCell = new Map<string, TakenResult[]>();
	for (const it of taken) {
		const key = `${cellKey(it)} ${it.workload}`;
		byCell.set(key, [...(byCell.get(key) ?? []), it]);
	}
	return cells.map((cell) => {
		const own = byCell.get(`${cellKey(cell)} ${cell.workload}`) ?? [];
		const dots: StripDot[] = [];
		const numbers: number[] = [];
		for (const it of own)
			for (const value of valuesOf(it, metric)) {
				dots.push({ x: value * scale.factor, note: `round ${it.round + 1}` });
				numbers.push(it.number);
			}
		return {
			id: cellKey(cell),
			name: nameOf(cell),
			dots,
			numbers,
			apart: own.flatMap((it) =>
				it.rejected.map((no) => ({
					note: `Round ${it.round + 1}: ${reasons[no.reason]}. ${no.detail}`
				}))
			),
			apartWord: 'rejected',
			box: boxOf(cell.metrics[metric], scale.factor),
			lack: lackOf(cell, metric)
		};
	});
}

export const valuesOf = (it: TakenResult, metric: string): readonly number[] =>
	(it.values as Readonly<Record<string, readonly number[]>>)[metric] ?? [];

function boxOf(report: MetricReport | undefined, factor: number): StripRow['box'] {
	if (!report) return undefined;
	const scaled = (value: number | null | undefined) =>
		typeof value === 'number' ? value * factor : null;
	return {
		median: report.median * factor,
		q1: scaled(report.p25),
		q3: scaled(report.p75),
		low: scaled(report.p5),
		high: scaled(report.p95),
		from: scaled(report.ci_low),
		to: scaled(report.ci_high)
	};
}

/** Why a cell has no value of a metric. */
export function lackOf(cell: BenchmarkCell, metric: string): string {
	if (cell.failed) return `failed: ${cell.failed}`;
	const why = Object.keys(absentOf(cell)[metric] ?? {})[0];
	if (why) return `not measured: ${why}`;
	if (cell.n > 0) return 'not measured by this workload';
	if (cell.rejected.length) return 'no request counts';
	return cell.stopped ? 'the time was spent before its first round' : 'not measured';
}

export const absentOf = (
	cell: BenchmarkCell
): Readonly<Record<string, Readonly<Record<string, number>>>> => cell.absent;

/** One unit for all of them: milliseconds only where every median is below 10 s. */
export const unitOf = (cells: readonly BenchmarkCell[], metric: string): ScaledUnit => {
	const reports = cells.flatMap((cell) => cell.metrics[metric] ?? []);
	const most = Math.max(0, ...reports.map((it) => it.p95 ?? it.maximum));
	return scaleOfUnit(reports[0]?.unit ?? '', most);
};
