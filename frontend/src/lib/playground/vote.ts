import type { Vote } from '$lib/api/types';
import type { Answer } from './answers';

/** A name for an answer that tells nothing of who gave it. */
export const letterOf = (index: number): string => `Answer ${String.fromCharCode(65 + index)}`;

/**
 * In an order that tells nothing: the ids are drawn at random by the server, so that sorting by them
 * shuffles, and a reload shuffles the same way.
 */
export const shuffled = (answers: readonly Answer[]): Answer[] =>
	answers.toSorted((a, b) => (a.streamId < b.streamId ? -1 : 1));

/** `llama3` and `llama3:latest` are one model; the server refuses a vote between them. */
const plain = (model: string): string =>
	(model.slice(model.lastIndexOf('/') + 1).includes(':') ? model : `${model}:latest`).toLowerCase();

const whole = (answer: Answer): boolean => answer.end?.outcome === 'done' && answer.text !== '';

/** Why there is nothing to vote about; null when there is. */
export function noVote(answers: readonly Answer[]): string | null {
	if (answers.some((it) => it.state !== 'ended')) return 'Vote when all answers are complete.';
	const good = answers.filter(whole);
	if (good.length < 2) return 'A vote needs two complete answers.';
	const models = new Set(good.map((it) => plain(it.model)));
	return models.size < 2 ? 'All of these are the same model: there is nothing to prefer.' : null;
}

export const canWin = (answer: Answer, answers: readonly Answer[]): boolean =>
	whole(answer) && answers.some((it) => whole(it) && plain(it.model) !== plain(answer.model));

/** The best of several beat each of the others. */
export function voteFor(
	best: Answer,
	answers: readonly Answer[],
	prompt: string,
	blind: boolean
): Vote {
	const side = ({ model, clientId }: Answer) => ({ model, client_id: clientId });
	const losers = answers.filter(
		(it) => it !== best && whole(it) && plain(it.model) !== plain(best.model)
	);
	return { winner: side(best), losers: losers.map(side), prompt, blind };
}
