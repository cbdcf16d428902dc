import type { PlaygroundRun, PlaygroundUpdate, StreamEnd } from '$lib/api/types';

/** One model's answer as far as it has come. */
export interface Answer {
	readonly streamId: string;
	readonly clientId: string;
	readonly model: string;
	readonly state: 'waiting' | 'running' | 'ended';
	readonly text: string;
	readonly thinking: string;
	readonly pieces: number;
	/** Seconds, by the clock of the client beside Ollama. */
	readonly ttft: number | null;
	readonly elapsed: number | null;
	readonly end: StreamEnd | null;
}

export const blank = (run: PlaygroundRun): Answer[] =>
	run.streams.map(({ stream_id, client_id, model, state }) => ({
		streamId: stream_id,
		clientId: client_id,
		model,
		state,
		text: '',
		thinking: '',
		pieces: 0,
		ttft: null,
		elapsed: null,
		end: null
	}));

/** The answers after an update. Pure; an answer that did not change keeps its identity. */
export function take(answers: readonly Answer[], update: PlaygroundUpdate): readonly Answer[] {
	const changes = new Map(update.streams.map((it) => [it.stream_id, it]));
	return answers.map((answer) => {
		const it = changes.get(answer.streamId);
		if (!it) return answer;
		return {
			...answer,
			state: it.state,
			text: update.full ? it.text : answer.text + it.text,
			thinking: update.full ? it.thinking : answer.thinking + it.thinking,
			pieces: it.pieces,
			ttft: it.ttft_s,
			elapsed: it.elapsed_s,
			end: it.end
		};
	});
}

export const isOver = (answers: readonly Answer[]): boolean =>
	answers.length > 0 && answers.every((it) => it.state === 'ended');

export interface Rate {
	readonly value: number;
	/** By Ollama's own counters; else from the pieces that came, about one a token. */
	readonly exact: boolean;
}

/** Tokens per second; null while nobody can tell. */
export function rateOf({ end, pieces, ttft, elapsed }: Answer): Rate | null {
	const counted = end?.metrics.decode_rate ?? end?.metrics.ollama_eval_rate;
	if (counted !== undefined) return { value: counted, exact: true };
	if (ttft === null || elapsed === null || pieces < 2 || elapsed <= ttft) return null;
	return { value: (pieces - 1) / (elapsed - ttft), exact: false };
}

/** What a screen reader is told: a line that changes a few times, not with each word. */
export function announcement(answers: readonly Answer[]): string {
	if (answers.length === 0) return '';
	const ended = answers.filter((it) => it.state === 'ended');
	const failed = ended.filter((it) => it.end?.outcome === 'failed').length;
	if (answers.length === 1) {
		if (ended.length) return `The answer has ended${failed ? ' with an error' : ''}.`;
		return answers[0]?.state === 'waiting' ? 'Waiting for the answer.' : 'The answer has begun.';
	}
	if (ended.length < answers.length) {
		const begun = answers.filter((it) => it.state !== 'waiting').length;
		return `${begun} of ${answers.length} answers have begun, ${ended.length} are complete.`;
	}
	return `All ${answers.length} answers have ended${failed ? `, ${failed} with an error` : ''}.`;
}
