import type { Benchmark, GateRow, MetricReport, PairVerdict } from '$lib/api/types';
import { bandOf, domainOf, type Domain } from './forest';
import type { PairName } from './names';

export interface NamedPair {
	readonly pair: PairVerdict;
	readonly name: PairName;
}

/** Pairs of one case and one metric: they stand on one axis. */
export interface PairGroup {
	readonly key: string;
	readonly metric: PairVerdict['metric'];
	readonly case: string;
	readonly pairs: readonly NamedPair[];
}

export function groupPairs(pairs: readonly NamedPair[]): PairGroup[] {
	const groups = new Map<string, NamedPair[]>();
	for (const it of pairs) {
		const key = `${it.pair.metric} ${it.pair.a.case}`;
		const group = groups.get(key);
		if (group) group.push(it);
		else groups.set(key, [it]);
	}
	return [...groups].flatMap(([key, all]) => {
		const first = all[0]?.pair;
		return first ? [{ key, metric: first.metric, case: first.a.case, pairs: all }] : [];
	});
}

interface Judged {
	readonly ratio?: number | null;
	readonly ci_low?: number | null;
	readonly ci_high?: number | null;
}

/** Room for all of these intervals and for the tolerance. */
export function domainFor(judged: readonly Judged[], tolerance: number): Domain {
	const band = bandOf(tolerance);
	const ends = judged.flatMap((it) => [it.ci_low, it.ci_high, it.ratio]);
	return domainOf([band.low, band.high, ...ends.filter((it) => typeof it === 'number')]);
}

type Place = Pick<GateRow, 'client_id' | 'model' | 'case'>;

export function reportOf(
	benchmark: Benchmark,
	{ client_id, model, case: key }: Place,
	metric: string
): MetricReport | undefined {
	return benchmark.cells.find(
		(cell) => cell.client_id === client_id && cell.model === model && cell.workload === key
	)?.metrics[metric];
}
