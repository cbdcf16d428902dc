import type { BenchmarkCreate } from '$lib/api/types';

/** What the dialog asks; numbers as they are typed. */
export interface Draft {
	readonly name: string;
	readonly clients: readonly string[];
	readonly models: readonly string[];
	readonly workloads: readonly string[];
	/** Half the width of the interval, percent of the median. */
	readonly precision: number | null;
	readonly maxSamples: number | null;
	/** Empty: no limit. */
	readonly maxMinutes: number | null;
}

const LEAST_SAMPLES = 6; // fewer have no 95 % interval of the median

/** What is still missing, in words; null when it can be asked for. */
export function lackOf(draft: Draft): string | null {
	if (draft.models.length === 0) return 'Choose a model.';
	if (draft.clients.length === 0) return 'Choose a machine.';
	if (draft.workloads.length === 0) return 'Choose a workload.';
	const { precision, maxSamples, maxMinutes } = draft;
	if (precision === null || precision <= 0 || precision >= 100)
		return 'The precision is between 0 and 100 %.';
	if (maxSamples === null || !Number.isInteger(maxSamples) || maxSamples < 1)
		return 'At least one sample is needed.';
	if (maxMinutes !== null && maxMinutes <= 0) return 'The time must be more than 0 minutes.';
	return null;
}

/** Of a draft that lacks nothing. */
export function bodyOf(draft: Draft): BenchmarkCreate {
	const most = draft.maxSamples ?? LEAST_SAMPLES;
	return {
		name: draft.name.trim() || null,
		clients: [...draft.clients],
		models: [...draft.models],
		workloads: [...draft.workloads],
		settings: {
			keep_alive: '15m',
			temperature: 0,
			top_k: 1,
			top_p: 1,
			repeat_penalty: 1,
			seed: 42,
			think: false
		},
		stop: {
			precision: (draft.precision ?? 2) / 100,
			confidence: 0.95,
			min_samples: Math.min(LEAST_SAMPLES, most),
			max_samples: most,
			max_minutes: draft.maxMinutes
		}
	};
}
