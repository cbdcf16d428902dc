import type { Comparison, GateReport, GateRow, Metric } from '$lib/api/types';
import type { Tone } from '$lib/ui/toasts.svelte';

export interface Word {
	readonly tone: Tone;
	readonly word: string;
}

const energy: readonly Metric[] = [
	'energy_per_token',
	'prefill_energy_per_token',
	'decode_energy_per_token'
];
const better = (metric: Metric) => (energy.includes(metric) ? 'needs less energy' : 'is faster');

export function verdictOf(
	{ verdict }: Pick<Comparison, 'verdict'>,
	metric: Metric,
	a: string,
	b: string
): Word {
	switch (verdict) {
		case 'a_better':
			return { tone: 'ok', word: `${a} ${better(metric)}` };
		case 'b_better':
			return { tone: 'info', word: `${b} ${better(metric)}` };
		case 'no_difference_shown':
			return { tone: 'neutral', word: 'No difference shown' };
		case 'no_verdict':
			return { tone: 'warn', word: 'No verdict' };
	}
}

const gates = {
	regressed: { tone: 'danger', word: 'Worse' },
	passed: { tone: 'ok', word: 'Passed' },
	undecided: { tone: 'neutral', word: 'Undecided' },
	cannot_judge: { tone: 'warn', word: 'Cannot be judged' }
} as const satisfies Record<GateRow['gate']['verdict'], Word>;
export const gateOf = (verdict: GateRow['gate']['verdict']): Word => gates[verdict];

const outcomes = {
	pass: { tone: 'ok', word: 'Passed' },
	fail: { tone: 'danger', word: 'Regressed' },
	undecided: { tone: 'warn', word: 'Undecided' }
} as const satisfies Record<GateReport['outcome'], Word>;
export const outcomeOf = (outcome: GateReport['outcome']): Word => outcomes[outcome];

/** `3 passed, 1 worse`. */
export function counted(rows: readonly GateRow[]): string {
	const verdicts = rows.map((row) => row.gate.verdict);
	return Object.entries(gates)
		.map(([key, { word }]) => [verdicts.filter((it) => it === key).length, word] as const)
		.filter(([n]) => n > 0)
		.map(([n, word]) => `${String(n)} ${word.toLowerCase()}`)
		.join(', ');
}

/** `1.083`; a ratio needs the same digits wherever it stands. */
export const ratio = (value: number): string => value.toFixed(value >= 100 ? 0 : 3);

const limits = {
	yes: { tone: 'ok', word: 'Within limits' },
	no: { tone: 'danger', word: 'Too slow' },
	unknown: { tone: 'warn', word: 'Not known' }
} as const;
export const meetsOf = (answer: 'yes' | 'no' | 'unknown'): Word => limits[answer];
