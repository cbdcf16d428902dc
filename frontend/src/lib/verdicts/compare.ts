import type { Benchmark, Metric } from '$lib/api/types';
import { metricsIn } from '$lib/benchmarks/metrics';

export const BETWEEN = ['nothing', 'machines', 'models', 'both'] as const;
/** What two cells may differ in, in the words of `obt bench compare --between`. */
export type Between = (typeof BETWEEN)[number];

/** What cells must have in common, in the words of the API. */
export const alikeOf = {
	nothing: 'client,model,workload',
	machines: 'model,workload',
	models: 'client,workload',
	both: 'workload'
} as const satisfies Record<Between, string>;

/** What is compared, and how: all of it stands in the address. */
export interface CompareView {
	readonly a: string | null;
	/** Null: the cells of A with each other. */
	readonly b: string | null;
	/** Null: what is usual for these. */
	readonly between: Between | null;
	/** Null: the main one of each workload. */
	readonly metric: Metric | null;
	readonly shows: 'verdicts' | 'gate';
	/** Percent that the new one may be worse. */
	readonly tolerance: number;
	readonly strict: boolean;
	/** Only pairs with this cell, named as the page names it. */
	readonly only: string | null;
}

export const TOLERANCE = 5; // as `obt bench gate`

const metricNames = new Set<string>([
	'ttft',
	'ttfo',
	'e2e',
	'tpot',
	'icl_p50',
	'icl_p95',
	'icl_p99',
	'decode_rate',
	'prefill_rate',
	'cold_load',
	'throughput',
	'request_rate',
	'goodput',
	'embed_text_rate',
	'embed_token_rate',
	'energy_per_token',
	'prefill_energy_per_token',
	'decode_energy_per_token'
] satisfies Metric[]);
const isMetric = (name: string | null): name is Metric => name !== null && metricNames.has(name);

export function readCompare(params: URLSearchParams): CompareView {
	const tolerance = Number(params.get('tolerance') ?? TOLERANCE);
	const metric = params.get('metric');
	return {
		a: params.get('a') || null,
		b: params.get('b') || null,
		between: BETWEEN.find((it) => it === params.get('between')) ?? null,
		metric: isMetric(metric) ? metric : null,
		shows: params.get('view') === 'gate' ? 'gate' : 'verdicts',
		tolerance: tolerance >= 0 && tolerance < 100 ? tolerance : TOLERANCE,
		strict: params.has('strict'),
		only: params.get('only') || null
	};
}

export function writeCompare(view: CompareView): string {
	const params = new URLSearchParams();
	for (const name of ['a', 'b', 'between', 'metric', 'only'] as const) {
		const value = view[name];
		if (value !== null) params.set(name, value);
	}
	if (view.shows === 'gate') params.set('view', 'gate');
	if (view.tolerance !== TOLERANCE) params.set('tolerance', String(view.tolerance));
	if (view.strict) params.set('strict', '1');
	return params.size ? `?${params}` : '';
}

/** As `obt bench compare`: two benchmarks cell by cell, one by its machines, or else its models. */
export function usual(a: Pick<Benchmark, 'benchmark_id' | 'clients'>, b: string | null): Between {
	if (b !== null && b !== a.benchmark_id) return 'nothing';
	return a.clients.length > 1 ? 'machines' : 'models';
}

/** What both measured and what can be better or worse. */
export function metricsOf(a: Benchmark, b: Benchmark): Metric[] {
	const theirs = new Set(metricsIn(b.cells));
	return metricsIn(a.cells).filter((name): name is Metric => theirs.has(name) && isMetric(name));
}
