import type { ChatMessage } from '$lib/api/types';
import { isRecord, readJson, writeJson, type Box } from '$lib/ui/store';
import { rateOf, type Answer } from './answers';
import { endOf, perSecond, remedyOf, seconds } from './words';

/** One turn of a chat. */
export interface Turn {
	readonly role: 'user' | 'assistant';
	readonly content: string;
	readonly thinking: string;
	/** Base64. */
	readonly images: readonly string[];
	/** Of an answer: who gave it, and how fast. */
	readonly by: string;
	readonly facts: string;
	/** Of an answer that is not whole: why. */
	readonly problem: string | null;
	/** The run it came from, so that a reload does not add it twice. */
	readonly run: string | null;
}

const KEY = 'obt-playground-chat';

export const asked = (content: string, images: readonly string[]): Turn => ({
	role: 'user',
	content,
	thinking: '',
	images,
	by: '',
	facts: '',
	problem: null,
	run: null
});

/** The chat with this answer at its end; as it was where it has it already. */
export function settled(
	turns: readonly Turn[],
	run: string,
	answer: Answer,
	by: string
): readonly Turn[] {
	if (turns.at(-1)?.role !== 'user' || turns.some((it) => it.run === run)) return turns;
	const { text, thinking } = answer;
	const problem = problemOf(answer);
	return [
		...turns,
		{
			role: 'assistant',
			content: text,
			thinking,
			images: [],
			by,
			facts: factsOf(answer),
			problem,
			run
		}
	];
}

function problemOf({ end }: Answer): string | null {
	if (!end || (end.outcome === 'done' && end.done_reason !== 'length')) return null;
	if (!end.error) return `${endOf(end).word}.`;
	return [end.error.message, remedyOf(end.error)].filter(Boolean).join(' ');
}

/** `first token 320 ms · 41.7 tokens/s by Ollama’s counters`. */
export function factsOf(answer: Answer): string {
	const rate = rateOf(answer);
	return [
		answer.ttft !== null && `first token ${seconds(answer.ttft)}`,
		rate &&
			(rate.exact
				? `${perSecond(rate.value)} by Ollama’s counters`
				: `≈ ${perSecond(rate.value)} from pieces`)
	]
		.filter(Boolean)
		.join(' · ');
}

/** What the model is sent: an answer without a word would only confuse it. */
export const messagesOf = (turns: readonly Turn[]): ChatMessage[] =>
	turns
		.filter((it) => it.role === 'user' || it.content !== '')
		.map(({ role, content, images }) => ({ role, content, images: [...images] }));

const isTurn = (value: unknown): value is Turn =>
	isRecord(value) &&
	(value.role === 'user' || value.role === 'assistant') &&
	['content', 'thinking', 'by', 'facts'].every((key) => typeof value[key] === 'string') &&
	Array.isArray(value.images);

export function readChat(box: Box | undefined): readonly Turn[] {
	const found = readJson(box, KEY);
	return Array.isArray(found) && found.every(isTurn) ? found : [];
}

/** False where it is denied, or there is no room for it: pictures fill what a browser keeps. */
export const writeChat = (box: Box | undefined, turns: readonly Turn[]): boolean =>
	writeJson(box, KEY, turns);
