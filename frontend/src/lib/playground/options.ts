import type { PlaygroundCreate } from '$lib/api/types';

/** What Ollama takes as numbers; as typed, so that a half-written one is not lost. */
export const NUMBERS = [
	{ name: 'temperature', about: '0 is strict, 1 is free', step: 'any', min: 0, whole: false },
	{ name: 'num_ctx', about: 'tokens of context', step: '1024', min: 1, whole: true },
	{ name: 'num_predict', about: 'tokens at most', step: '1', min: -2, whole: true },
	{ name: 'seed', about: 'the same again', step: '1', min: null, whole: true },
	{ name: 'top_k', about: 'of so many tokens', step: '1', min: 0, whole: true },
	{ name: 'top_p', about: 'of this share', step: 'any', min: 0, whole: false }
] as const;

export type NumberName = (typeof NUMBERS)[number]['name'];

export const THINKING = {
	'': 'default',
	off: 'off',
	on: 'on',
	low: 'low',
	medium: 'medium',
	high: 'high',
	max: 'max'
} as const;
export type Thinking = keyof typeof THINKING;

export interface Settings {
	readonly numbers: Readonly<Partial<Record<NumberName, string>>>;
	readonly think: Thinking;
	/** Ollama's words, as `5m`; empty: as that Ollama is set. */
	readonly keepAlive: string;
}

export const PLAIN: Settings = { numbers: {}, think: '', keepAlive: '' };

const KEEP_ALIVE = /^-?([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$/;

export function readSettings(params: URLSearchParams): Settings {
	const think = params.get('think') ?? '';
	return {
		numbers: Object.fromEntries(
			NUMBERS.flatMap(({ name }) => {
				const text = params.get(name);
				return text ? [[name, text]] : [];
			})
		),
		think: think in THINKING ? (think as Thinking) : '',
		keepAlive: params.get('keep_alive') ?? ''
	};
}

export function writeSettings(settings: Settings, params: URLSearchParams): void {
	for (const { name } of NUMBERS) {
		const text = settings.numbers[name]?.trim();
		if (text) params.set(name, text);
	}
	if (settings.think) params.set('think', settings.think);
	if (settings.keepAlive.trim()) params.set('keep_alive', settings.keepAlive.trim());
}

/** What is wrong with them, for people; null when Ollama would take them. */
export function problemOf({ numbers, keepAlive }: Settings): string | null {
	for (const { name, min, whole } of NUMBERS) {
		const text = numbers[name]?.trim();
		if (!text) continue;
		const value = Number(text);
		if (!Number.isFinite(value)) return `${name} is a number.`;
		if (whole && !Number.isInteger(value)) return `${name} is a whole number.`;
		if (min !== null && value < min) return `${name} is at least ${min}.`;
	}
	if (Number(numbers.top_p ?? 0) > 1) return 'top_p is at most 1.';
	if (keepAlive.trim() && !KEEP_ALIVE.test(keepAlive.trim()))
		return 'keep_alive is a time such as 30s, 5m or 2h; -1s is for ever.';
	return null;
}

/** Only what was set: the rest is the model's own. Of settings without a problem. */
export function bodyOf(
	settings: Settings
): Pick<PlaygroundCreate, 'options' | 'think' | 'keep_alive'> {
	const set = Object.entries(settings.numbers).filter(([, text]) => text.trim());
	const { think, keepAlive } = settings;
	return {
		options: set.length
			? Object.fromEntries(set.map(([name, text]) => [name, Number(text)]))
			: null,
		think: think === '' ? null : think === 'on' ? true : think === 'off' ? false : think,
		keep_alive: keepAlive.trim() || null
	};
}

/** `temperature 0.2, think off`; empty when nothing is set. */
export function summaryOf(settings: Settings): string {
	const params = new URLSearchParams();
	writeSettings(settings, params);
	return [...params].map(([name, value]) => `${name} ${value}`).join(', ');
}
