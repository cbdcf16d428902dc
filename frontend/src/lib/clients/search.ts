import type { Client } from '$lib/api/types';
import type { Mark, QueryError, Suggestion } from '$lib/ui/search-field';

export interface ClientSearch {
	readonly matches: (client: Client) => boolean;
	readonly marks: readonly Mark[];
	readonly error: QueryError | null;
	readonly suggest: (query: string, caret: number) => readonly Suggestion[];
}

/** The query as a test of one client. */
export function searchClients(query: string): ClientSearch {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	return {
		matches: (client) => {
			const text = `${client.name} ${client.client_id} ${client.hostname}`.toLowerCase();
			return words.every((word) => text.includes(word));
		},
		marks: [],
		error: null,
		suggest: () => []
	};
}
