import type { Advised, BenchmarkSummary } from '$lib/api/types';
import { percent, plural } from '$lib/ui/format';

export type State = BenchmarkSummary['state'];

const states = {
	queued: { tone: 'neutral', word: 'Waiting' },
	running: { tone: 'info', word: 'Measuring' },
	paused: { tone: 'warn', word: 'Paused' },
	succeeded: { tone: 'ok', word: 'Done' },
	failed: { tone: 'danger', word: 'Failed' },
	cancelled: { tone: 'neutral', word: 'Cancelled' }
} as const;

/** How a benchmark or one machine's part in it stands: colour, shape and word of its badge. */
export const stateOf = (state: State) => states[state];

export const isOver = (state: State): boolean =>
	state === 'succeeded' || state === 'failed' || state === 'cancelled';

/** `a, b`, or how many there are. */
export const few = (names: readonly string[], one: string): string =>
	names.length <= 2 ? names.join(', ') : plural(names.length, one);

/** `62 % on the GPU`: where a model lay when it was measured. */
export function placementOf({ placement, offload }: Advised['fit']): string {
	switch (placement) {
		case 'gpu':
			return 'on the GPU';
		case 'partly':
			return offload === null ? 'partly on the GPU' : `${percent(offload * 100)} on the GPU`;
		case 'cpu':
			return 'in RAM';
		case 'failed':
			return 'did not load';
		case 'unknown':
			return 'not known';
	}
}
