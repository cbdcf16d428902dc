import { ask, type Api } from '$lib/api/client';
import { ProblemError } from '$lib/api/problem';
import type { LogEntry } from '$lib/api/types';
import { kindsOf, type LogFilter } from './log';

const PAGE = 100;
const MOST = 2000; // of a machine the server keeps no more

/** The log of one machine under one filter, as far back as was read. */
export class LogBook {
	#items = $state.raw<readonly LogEntry[] | null>(null);
	#total = $state(0);
	#next = $state.raw<string | null>(null);
	#problem = $state<string | null>(null);
	#busy = $state(false);

	constructor(
		private readonly api: Api,
		private readonly clientId: string,
		private readonly filter: LogFilter
	) {}

	/** Newest first; null until something was read. */
	get items(): readonly LogEntry[] | null {
		return this.#items;
	}
	/** How many the server has under this filter. */
	get total(): number {
		return this.#total;
	}
	get more(): boolean {
		return this.#next !== null;
	}
	get busy(): boolean {
		return this.#busy;
	}
	get problem(): string | null {
		return this.#problem;
	}

	/** What is new goes on top of what was read before. */
	refresh(): Promise<void> {
		return this.#reading(async () => {
			const page = await this.#page();
			const known = this.#items ?? [];
			const newest = known[0]?.id ?? -1;
			const fresh = page.items.filter((it) => it.id > newest);
			// more came than a page: what lies between is not known, so begin again
			const whole = known.length > 0 && fresh.length < page.items.length;
			const all = whole ? [...fresh, ...known] : page.items;
			this.#items = all.slice(0, MOST);
			this.#total = page.total;
			if (!whole) this.#next = page.next_cursor;
			else if (all.length > MOST) this.#next = null;
		});
	}

	older(): Promise<void> {
		return this.#reading(async () => {
			const cursor = this.#next;
			const page = await this.#page(cursor);
			if (cursor !== this.#next) return; // it began again meanwhile: this is no longer what follows
			this.#items = [...(this.#items ?? []), ...page.items];
			this.#next = page.next_cursor;
		});
	}

	async #reading(read: () => Promise<void>): Promise<void> {
		this.#busy = true;
		try {
			await read();
			this.#problem = null;
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			this.#problem = error.message;
		} finally {
			this.#busy = false;
		}
	}

	async #page(cursor: string | null = null) {
		const kind = [...kindsOf[this.filter]];
		const page = await ask(
			this.api.GET('/api/v1/clients/{client_id}/log', {
				params: {
					path: { client_id: this.clientId },
					query: {
						limit: PAGE,
						...(kind.length ? { kind } : {}),
						...(cursor === null ? {} : { cursor })
					}
				}
			})
		);
		return { ...page, next_cursor: page.next_cursor ?? null };
	}
}
