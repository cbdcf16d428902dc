import { ask, type Api } from '$lib/api/client';
import { ProblemError } from '$lib/api/problem';
import type { Client, ClientHistory } from '$lib/api/types';
import type { Heard } from './panels';
import { beginning, type Range } from './ranges';

const POINTS = 360; // one for two or three pixels of a common window
const MOST_HEARD = 720; // an hour of 5-second beats; then it is read again anyway

/** Telemetry of one machine over a range: read once, then kept up by what the stream tells. */
export class Charted {
	#told = $state.raw<ClientHistory | null>(null);
	#heard = $state.raw<readonly Heard[]>([]);
	#problem = $state<string | null>(null);
	#asked = 0;

	constructor(
		private readonly api: Api,
		private readonly clientId: string,
		private readonly now: () => number = Date.now
	) {}

	get told(): ClientHistory | null {
		return this.#told;
	}
	get heard(): readonly Heard[] {
		return this.#heard;
	}
	get problem(): string | null {
		return this.#problem;
	}

	/** A later wish wins, whichever is answered first. */
	async read(range: Range): Promise<void> {
		const mine = ++this.#asked;
		const from = beginning(this.now(), range);
		try {
			const told = await ask(
				this.api.GET('/api/v1/clients/{client_id}/history', {
					params: { path: { client_id: this.clientId }, query: { from, points: POINTS } }
				})
			);
			if (mine !== this.#asked) return;
			const end = Date.parse(told.ends_at);
			this.#told = told;
			this.#heard = this.#heard.filter((it) => it.at > end);
			this.#problem = null;
		} catch (error) {
			if (!(error instanceof ProblemError)) throw error;
			if (mine === this.#asked) this.#problem = error.message;
		}
	}

	/** What the stream tells of the machine: a beat that is newer is remembered. */
	take({ last_seen, telemetry }: Client): void {
		if (!last_seen || !telemetry) return;
		const at = Date.parse(last_seen);
		if (at <= (this.#heard.at(-1)?.at ?? -Infinity)) return;
		this.#heard = [...this.#heard.slice(1 - MOST_HEARD), { at, telemetry }];
	}
}
