import type { BenchmarkCell, MetricReport } from '$lib/api/types';

const NBSP = '\u00a0';
const titles: Record<string, string> = {
	decode_rate: 'Decode rate',
	prefill_rate: 'Prefill rate',
	ttft: 'Time to first token',
	ttfo: 'Time to first output token',
	e2e: 'End-to-end latency',
	tpot: 'Time per output token',
	icl_p50: 'Inter-chunk latency, p50',
	icl_p95: 'Inter-chunk latency, p95',
	icl_p99: 'Inter-chunk latency, p99',
	cold_load: 'Cold load',
	throughput: 'Throughput',
	request_rate: 'Requests completed',
	goodput: 'Requests within the SLO',
	arrival_rate: 'Requests coming in',
	departure_rate: 'Requests going out',
	embed_text_rate: 'Embedding rate, texts',
	embed_token_rate: 'Embedding rate, tokens',
	energy_per_token: 'Energy per output token',
	prefill_energy_per_token: 'Prefill energy per token read',
	decode_energy_per_token: 'Decode energy per token written',
	client_decode_rate: 'Decode rate by the client’s clock',
	ollama_eval_rate: 'Ollama eval rate'
};

const ofRounds = new Set([
	'throughput',
	'request_rate',
	'goodput',
	'arrival_rate',
	'departure_rate'
]);

/** What has one value of a metric: requests together have a throughput, none has one alone. */
export const unitOfCount = (metric: string) => (ofRounds.has(metric) ? 'round' : 'request');

export const titleOf = (metric: string): string => titles[metric] ?? metric;

/** Where there is little room: what people wait for, rather than its name. */
const shorts: Record<string, string> = {
	ttft: 'First token',
	tpot: 'Each further token',
	e2e: 'Whole answer'
};

export const shortOf = (metric: string): string => shorts[metric] ?? titleOf(metric);

function digits(value: number): string {
	const size = Math.abs(value);
	if (size >= 1000) return new Intl.NumberFormat('en-US').format(Math.round(value));
	return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** How values of a unit are drawn. */
export interface ScaledUnit {
	readonly unit: string;
	/** From a stored value to a drawn one. */
	readonly factor: number;
}

/** Of values up to `most`: seconds as milliseconds where all are below 10 s. */
export const scaleOfUnit = (unit: string, most: number): ScaledUnit =>
	unit === 's' && most < 10 ? { unit: 'ms', factor: 1000 } : { unit, factor: 1 };

/** Seconds are told in milliseconds below 10 s. */
export function valueOf(value: number, unit: string): string {
	if (unit === 's' && Math.abs(value) < 10) return `${digits(value * 1000)}${NBSP}ms`;
	return `${digits(value)}${NBSP}${unit}`;
}

type Interval = Pick<MetricReport, 'median' | 'ci_low' | 'ci_high' | 'unit'>;

/** `12.1–12.9`, in the unit of `valueOf` for the median; null where too few samples give one. */
export function intervalOf(report: Interval): string | null {
	const { ci_low: low, ci_high: high, unit, median } = report;
	if (typeof low !== 'number' || typeof high !== 'number') return null;
	const scale = unit === 's' && Math.abs(median) < 10 ? 1000 : 1;
	return `${digits(low * scale)}–${digits(high * scale)}`;
}

/** The metrics that any of these cells has, in the order of the catalogue. */
export function metricsIn(cells: readonly BenchmarkCell[]): string[] {
	const found = new Set(cells.flatMap((cell) => Object.keys(cell.metrics)));
	return Object.keys(titles).filter((name) => found.has(name));
}

/** 0 the worst, 1 the best of these cells; null where nothing can be better or worse. */
export function gradeOf(report: MetricReport, all: readonly MetricReport[]): number | null {
	const medians = all.map((it) => it.median);
	const [low, high] = [Math.min(...medians), Math.max(...medians)];
	if (report.better === 'neither' || high === low) return null;
	const share = (report.median - low) / (high - low);
	return report.better === 'higher' ? share : 1 - share;
}

/** Parts of the time of a request, in the order in which they happen. */
export const phases = [
	{ key: 'load_s', name: 'load', colour: 'var(--warn)' },
	{ key: 'queue_s', name: 'queue', colour: 'var(--ink-3)' },
	{ key: 'prefill_s', name: 'prefill', colour: 'var(--info)' },
	{ key: 'decode_s', name: 'decode', colour: 'var(--accent)' },
	{ key: 'network_s', name: 'network', colour: 'var(--danger)' }
] as const;

type Reason = BenchmarkCell['rejected'][number]['reason'];

export const reasons: Record<Reason, string> = {
	error: 'The request failed',
	missing_done: 'The stream ended without its last message',
	missing_counts: 'Ollama did not tell the counts',
	truncated: 'The prompt was cut',
	early_stop: 'The model stopped before the asked length',
	wrong_length: 'Not the asked length',
	cache_hit: 'Part of the prompt was in the cache',
	first_after_load: 'First request after a load',
	not_cold: 'The model was loaded already',
	context_changed: 'The context length changed',
	offload_changed: 'The share on the GPU changed',
	model_changed: 'The model changed',
	throttled: 'The machine was throttled',
	foreign_load: 'Something else used the machine',
	inconsistent: 'The durations contradict each other'
};

export const stops: Record<NonNullable<BenchmarkCell['stopped']>, string> = {
	precision: 'precise enough',
	max_samples: 'samples spent',
	max_minutes: 'time spent',
	rejections: 'too many rejected'
};
