import type { StreamEnd } from '$lib/api/types';
import type { Answer } from './answers';

const NBSP = '\u00a0';

export function seconds(value: number): string {
	if (value < 1) return `${Math.round(value * 1000)}${NBSP}ms`;
	return `${value.toFixed(value < 10 ? 2 : 1)}${NBSP}s`;
}

export { perSecond } from '$lib/ui/format';

/** What goes on, where there is no text yet. `loaded`: in memory, as the machine last told. */
export function waitingFor(answer: Answer, loaded: boolean): string {
	if (answer.thinking) return 'Thinking';
	return loaded ? 'Reading the prompt' : 'Loading the model';
}

/** How it ended, in a word or two. */
export function endOf(end: StreamEnd): {
	tone: 'ok' | 'warn' | 'danger' | 'neutral';
	word: string;
} {
	if (end.outcome === 'failed') return { tone: 'danger', word: 'Failed' };
	if (end.outcome === 'stopped') return { tone: 'neutral', word: 'Stopped' };
	if (end.done_reason === 'length') return { tone: 'warn', word: 'Cut at the limit' };
	return { tone: 'ok', word: 'Done' };
}

const todo: Record<string, string> = {
	not_connected: 'Start the OBT client on that machine, then ask again.',
	link_lost: 'Its client comes back by itself where it can; then ask again.',
	rest_only: 'Let WebSockets through between that machine and the OBT server.',
	client_too_old: 'Upgrade OBT on that machine.',
	not_found: 'Pull the model to that machine, or choose another.',
	no_memory: 'Unload other models there, or ask with a smaller num_ctx.',
	runner_died: 'Ollama ended the model’s process: look at its log, then ask again.',
	too_many: 'Wait for the other prompts on that machine.',
	too_long: 'Set num_predict to bound the answer.',
	no_answer: 'Look whether that machine is busy; then ask again.',
	unreachable: 'Start Ollama on that machine.',
	ollama_unreachable: 'Start Ollama on that machine.'
};

/** What to do about it; null where only the message helps. */
export function remedyOf(error: NonNullable<StreamEnd['error']>): string | null {
	if (/does not support thinking/.test(error.message)) return 'Set think to default or off for it.';
	return todo[error.code] ?? (error.retryable ? 'Ask again.' : null);
}
