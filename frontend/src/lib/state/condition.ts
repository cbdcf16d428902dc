import type { Client } from '$lib/api/types';

/** How a machine is, in one word; `tone` names the colour and shape of its badge. */
export interface Condition {
	readonly kind: 'online' | 'unreachable' | 'late' | 'offline';
	readonly tone: 'ok' | 'danger' | 'warn' | 'neutral';
	readonly word: string;
	/** Why it is not simply online; null when all is well. */
	readonly why: string | null;
}

/** Busy is not dead: a client whose Ollama is down is online, and says what is wrong there. */
export function conditionOf(client: Client): Condition {
	switch (client.status) {
		case 'offline':
			return { kind: 'offline', tone: 'neutral', word: 'Offline', why: client.status_reason };
		case 'late':
			return { kind: 'late', tone: 'warn', word: 'Late', why: client.status_reason };
		case 'online':
			return client.ollama.reachable
				? { kind: 'online', tone: 'ok', word: 'Online', why: client.status_reason }
				: {
						kind: 'unreachable',
						tone: 'danger',
						word: 'Ollama unreachable',
						why: client.ollama.error ?? null
					};
	}
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export const compareNames = (a: string, b: string): number => names.compare(a, b);

/** What needs a person comes first: 0 a broken Ollama, 1 late, 2 offline, 3 all well. */
export function urgencyOf({ status, ollama }: Client): number {
	if (status === 'online') return ollama.reachable ? 3 : 0;
	return status === 'late' ? 1 : 2;
}
