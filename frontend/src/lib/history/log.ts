import type { LogEntry } from '$lib/api/types';
import type { Tone } from '$lib/ui/toasts.svelte';

type Kind = LogEntry['kind'];

export const FILTERS = ['all', 'presence', 'ollama', 'models', 'jobs'] as const;
export type LogFilter = (typeof FILTERS)[number];

/** What a filter asks the server for; none: all. */
export const kindsOf: Record<LogFilter, readonly Kind[]> = {
	all: [],
	presence: [
		'client.registered',
		'client.online',
		'client.late',
		'client.offline',
		'client.version',
		'server.started'
	],
	ollama: ['ollama.unreachable', 'ollama.reachable', 'ollama.version'],
	models: [
		'models.found',
		'model.installed',
		'model.changed',
		'model.removed',
		'model.loaded',
		'model.unloaded'
	],
	jobs: ['job.ended']
};

export const filterWords: Record<LogFilter, string> = {
	all: 'All',
	presence: 'Presence',
	ollama: 'Ollama',
	models: 'Models',
	jobs: 'Jobs'
};

const looks: Record<Kind, { tone: Tone; word: string }> = {
	'client.registered': { tone: 'info', word: 'Registered' },
	'client.online': { tone: 'ok', word: 'Online' },
	'client.late': { tone: 'warn', word: 'Late' },
	'client.offline': { tone: 'neutral', word: 'Offline' },
	'client.version': { tone: 'info', word: 'OBT client changed' },
	'ollama.unreachable': { tone: 'danger', word: 'Ollama unreachable' },
	'ollama.reachable': { tone: 'ok', word: 'Ollama answers again' },
	'ollama.version': { tone: 'info', word: 'Ollama changed' },
	'models.found': { tone: 'info', word: 'Models found' },
	'model.installed': { tone: 'info', word: 'Installed' },
	'model.changed': { tone: 'info', word: 'New version' },
	'model.removed': { tone: 'neutral', word: 'Removed' },
	'model.loaded': { tone: 'ok', word: 'Loaded' },
	'model.unloaded': { tone: 'neutral', word: 'Unloaded' },
	'job.ended': { tone: 'info', word: 'Job ended' },
	'server.started': { tone: 'neutral', word: 'OBT server started' }
};

/** Colour, shape and word of an entry. A job's detail begins with its kind and how it ended. */
export function lookOf({ kind, detail }: LogEntry): { tone: Tone; word: string } {
	if (kind !== 'job.ended') return looks[kind];
	const state = detail?.split(/[ :]/, 2)[1];
	const tone: Tone =
		state === 'succeeded' ? 'ok' : state === 'cancelled' ? 'warn' : state ? 'danger' : 'info';
	return { tone, word: looks[kind].word };
}

/** What else is to be said beside the word and the model. */
export function detailOf({ kind, detail }: LogEntry): string {
	if (!detail) return '';
	return kind === 'server.started' || kind === 'client.registered' ? `OBT ${detail}` : detail;
}

export interface Day {
	/** `2026-11-25`, in the reader's time zone. */
	readonly id: string;
	/** Of one moment in it. */
	readonly iso: string;
	readonly entries: readonly LogEntry[];
}

/** By day of the reader's time zone; entries are newest first, and so are days. */
export function daysOf(entries: readonly LogEntry[]): Day[] {
	const days: { id: string; iso: string; entries: LogEntry[] }[] = [];
	for (const entry of entries) {
		const id = dayId(new Date(entry.at));
		const last = days.at(-1);
		if (last?.id === id) last.entries.push(entry);
		else days.push({ id, iso: entry.at, entries: [entry] });
	}
	return days;
}

export function dayId(date: Date): string {
	const two = (n: number) => String(n).padStart(2, '0');
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `Today`, `Yesterday`, else the date. */
export function dayWords({ id, iso }: Day, now: number): string {
	if (id === dayId(new Date(now))) return 'Today';
	const yesterday = new Date(now);
	yesterday.setDate(yesterday.getDate() - 1);
	if (id === dayId(yesterday)) return 'Yesterday';
	return new Date(iso).toLocaleDateString('en', { weekday: 'long', month: 'long', day: 'numeric' });
}
