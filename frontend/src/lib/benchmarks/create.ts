import type { BenchmarkCreate } from '$lib/api/types';

export const THINKING = ['off', 'on', 'low', 'medium', 'high'] as const;

/** Options of all workloads; null = Ollama chooses, or for the context the workload. */
export interface SettingsDraft {
	readonly context: number | null;
	readonly gpuLayers: number | null;
	readonly batch: number | null;
	readonly threads: number | null;
	readonly temperature: number | null;
	readonly seed: number | null;
	readonly think: (typeof THINKING)[number];
}

export const plainSettings: SettingsDraft = {
	context: null,
	gpuLayers: null,
	batch: null,
	threads: null,
	temperature: 0,
	seed: 42,
	think: 'off'
};

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
	readonly settings: SettingsDraft;
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
	return settingsLack(draft.settings);
}

function settingsLack({ temperature, ...rest }: SettingsDraft): string | null {
	if (temperature === null || temperature < 0 || temperature > 2)
		return 'The temperature is between 0 and 2.';
	const whole = [rest.context, rest.gpuLayers, rest.batch, rest.threads, rest.seed];
	if (whole.some((it) => it !== null && !Number.isInteger(it)))
		return 'Settings are whole numbers.';
	if ((rest.context ?? 1) < 1 || (rest.batch ?? 1) < 1) return 'Context and batch are 1 at least.';
	if ((rest.threads ?? 0) < 0 || (rest.gpuLayers ?? 0) < -1)
		return 'Threads and layers are not negative.';
	if (rest.seed === null || rest.seed < 0)
		return 'It needs a seed: the same one, the same prompts.';
	return null;
}

/** How it will end, in a sentence. */
export function endOf({ precision, maxSamples, maxMinutes }: Draft): string {
	const time = maxMinutes === null ? '' : `; a machine stops after ${maxMinutes} min in any case`;
	return `Each cell is measured until its median is known to ±${precision ?? '…'} % with 95 % confidence, or ${maxSamples ?? '…'} times${time}.`;
}

const thinkOf = (think: SettingsDraft['think']) =>
	think === 'off' ? false : think === 'on' ? true : think;

/** Of a draft that lacks nothing. */
export function bodyOf(draft: Draft): BenchmarkCreate {
	const { settings } = draft;
	const most = draft.maxSamples ?? LEAST_SAMPLES;
	return {
		name: draft.name.trim() || null,
		clients: [...draft.clients],
		models: [...draft.models],
		workloads: [...draft.workloads],
		settings: {
			keep_alive: '15m',
			temperature: settings.temperature ?? 0,
			top_k: 1,
			top_p: 1,
			repeat_penalty: 1,
			seed: settings.seed ?? 42,
			think: thinkOf(settings.think),
			num_ctx: settings.context,
			num_gpu: settings.gpuLayers,
			num_batch: settings.batch,
			num_thread: settings.threads
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
