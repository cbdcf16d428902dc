import { guarded, isRecord, readJson, writeJson, type Box } from '$lib/ui/store';

/** Prompts asked in this browser: on this machine only, until somebody forgets them. */
export interface Recent {
	readonly prompt: string;
	readonly system: string;
}

const KEY = 'obt-playground-recent';
const MOST = 20;
const LONGEST = 20_000; // characters; a browser keeps about five million in all

const isRecent = (value: unknown): value is Recent =>
	isRecord(value) && typeof value.prompt === 'string' && typeof value.system === 'string';

export function readRecent(box: Box | undefined): readonly Recent[] {
	const found = readJson(box, KEY);
	return Array.isArray(found) ? found.filter(isRecent).slice(0, MOST) : [];
}

/** The newest first, each once. */
export function remember(box: Box | undefined, { prompt, system }: Recent): readonly Recent[] {
	const others = readRecent(box).filter((it) => it.prompt !== prompt || it.system !== system);
	const kept = prompt.length + system.length > LONGEST ? [] : [{ prompt, system }];
	const all = [...kept, ...others].slice(0, MOST);
	writeJson(box, KEY, all);
	return all;
}

export const forget = (box: Box | undefined): void =>
	guarded(() => box?.removeItem(KEY), undefined);

/** Where a text stands that is too long for the address; each page has its own. */
const LONG = { compare: 'obt-playground-text', chat: 'obt-playground-chat-text' } as const;
export type Where = keyof typeof LONG;

/** A prompt too long for the address; for this tab. */
export function readLong(box: Box | undefined, where: Where): Recent | null {
	const found = readJson(box, LONG[where]);
	return isRecent(found) ? found : null;
}

export const writeLong = (
	box: Box | undefined,
	where: Where,
	{ prompt, system }: Recent
): boolean => writeJson(box, LONG[where], { prompt, system });
