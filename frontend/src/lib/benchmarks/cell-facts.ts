import type { BenchmarkCell } from '$lib/api/types';
import { count, percent, plural, share } from '$lib/ui/format';
import { absentOf } from './distribution';
import { stops, titleOf } from './metrics';

export interface Fact {
	readonly name: string;
	readonly text: string;
	readonly tone?: 'warn';
}

const signed = (value: number) => `${value > 0 ? '+' : ''}${share(value)}`;

/** Under what a cell was measured and how it ended; only what is known. `over`: its benchmark is. */
export function cellFacts(cell: BenchmarkCell, over: boolean): Fact[] {
	const { condition, drift, quality } = cell;
	const rejected = cell.rejected.reduce((sum, it) => sum + it.n, 0);
	const facts: (Fact | null)[] = [
		{
			name: 'Counted',
			text: `${plural(cell.n, 'request')} in ${plural(cell.samples, 'round')}${rejected ? `, ${count(rejected)} rejected` : ''}`
		},
		cell.failed
			? { name: 'Failed', text: cell.failed, tone: 'warn' }
			: {
					name: 'Ended',
					text: cell.stopped ? stops[cell.stopped] : over ? 'broken off' : 'not yet'
				},
		{ name: 'Precise in', text: titleOf(cell.primary) },
		condition.context === null
			? null
			: { name: 'Context', text: `${count(condition.context)} tokens` },
		condition.offload === null
			? null
			: {
					name: 'On the GPU',
					text: percent(condition.offload * 100),
					...(condition.offload > 0 && condition.offload < 1 ? { tone: 'warn' } : {})
				},
		condition.output_tokens === null
			? null
			: { name: 'Writes', text: plural(condition.output_tokens, 'token') },
		condition.quantization ? { name: 'Quantization', text: condition.quantization } : null,
		condition.digest ? { name: 'Digest', text: condition.digest.slice(0, 12) } : null,
		{
			name: 'Thinking',
			text: condition.think === false ? 'off' : condition.think === true ? 'on' : condition.think
		},
		cell.warmth ? { name: 'Warm-up', text: cell.warmth } : null,
		drift
			? {
					name: 'Drift',
					text:
						drift.flag === 'none'
							? 'none shown'
							: `${signed(drift.over_run)} over the run (${signed(drift.ci_low)} to ${signed(drift.ci_high)} an hour)`,
					...(drift.flag === 'drifting' ? { tone: 'warn' } : {})
				}
			: null,
		quality
			? {
					name: 'Checks',
					text: `${quality.passed} of ${quality.checked} passed (${share(quality.ci_low)} to ${share(quality.ci_high)})`
				}
			: null
	];
	return facts.filter((it) => it !== null);
}

/** `11 of 12 checks passed`; null where its replies are not checked. */
export const checksOf = ({ quality }: BenchmarkCell): string | null =>
	quality && `${count(quality.passed)} of ${plural(quality.checked, 'check')} passed`;

/** Metrics without value, and why; the most frequent reason first. */
export function lacksOf(cell: BenchmarkCell): { name: string; why: string }[] {
	return Object.entries(absentOf(cell)).map(([name, reasons]) => ({
		name,
		why: Object.entries(reasons)
			.sort(([, a], [, b]) => b - a)
			.map(([reason, n]) => `${reason} (${count(n)}×)`)
			.join(', ')
	}));
}
