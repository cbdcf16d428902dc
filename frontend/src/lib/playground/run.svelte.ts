import { ask, type Api } from '$lib/api/client';
import { ProblemError } from '$lib/api/problem';
import type { PlaygroundCreate, PlaygroundUpdate } from '$lib/api/types';
import type { Source, World } from '$lib/live/stream';
import { blank, isOver, take, type Answer } from './answers';

export interface Trouble {
	readonly title: string;
	readonly detail: string;
}

const CLOSED = 2; // EventSource.CLOSED
const AGAIN_MS = 1000;
const GONE =
	'The server knows it no longer: it was restarted, or the run ended more than ten minutes ago.';

/** One run of the playground as this tab follows it. Only its stream changes the answers. */
export class LiveRun {
	#id = $state.raw<string | null>(null);
	#answers = $state.raw<readonly Answer[]>([]);
	/** As the stream told it; shown once per frame, for it speaks twenty times a second. */
	#heard: readonly Answer[] = [];
	#trouble = $state.raw<Trouble | null>(null);
	#lost = $state.raw(false);
	#starting = $state.raw(false);
	/** Milliseconds since the epoch; null where another tab, or this one before, started it. */
	#startedAt = $state.raw<number | null>(null);
	#source: Source | undefined;
	#cancel: (() => void) | undefined;
	#cancelFrame: (() => void) | undefined;
	#closed = false;

	constructor(
		private readonly api: Api,
		private readonly world: Pick<World, 'open' | 'later' | 'frame' | 'now'>
	) {}

	get id(): string | null {
		return this.#id;
	}
	get answers(): readonly Answer[] {
		return this.#answers;
	}
	/** Why there are no answers to show. */
	get trouble(): Trouble | null {
		return this.#trouble;
	}
	/** The stream broke, and is tried again. */
	get lost(): boolean {
		return this.#lost;
	}
	get startedAt(): number | null {
		return this.#startedAt;
	}
	get running(): boolean {
		return this.#starting || (this.#answers.length > 0 && !isOver(this.#answers));
	}

	/** Its id; null where the server would not, and `trouble` says why. */
	async start(body: PlaygroundCreate): Promise<string | null> {
		this.#starting = true;
		this.#trouble = null;
		try {
			const run = await ask(this.api.POST('/api/v1/playground', { body }));
			this.#release();
			this.#id = run.run_id;
			this.#show(blank(run));
			this.#startedAt = this.world.now();
			this.#open();
			return run.run_id;
		} catch (error) {
			this.#trouble = troubleOf(error);
			return null;
		} finally {
			this.#starting = false;
		}
	}

	/** Reads a run from its beginning, whoever started it; null: none. */
	async follow(id: string | null): Promise<void> {
		if (this.#closed || id === this.#id) return;
		this.#release();
		this.#id = id;
		this.#show([]);
		this.#trouble = null;
		this.#startedAt = null;
		if (id === null) return;
		try {
			const path = { run_id: id };
			const run = await ask(this.api.GET('/api/v1/playground/{run_id}', { params: { path } }));
			if (this.#closed || this.#id !== id) return;
			this.#show(blank(run));
			this.#open();
		} catch (error) {
			if (this.#id === id) this.#trouble = troubleOfRun(error);
		}
	}

	/** All of them, or these. How they end comes by the stream. */
	async stop(streamIds: readonly string[] | null = null): Promise<void> {
		if (this.#id === null) return;
		const params = { path: { run_id: this.#id } };
		const body = { stream_ids: streamIds && [...streamIds] };
		try {
			await ask(this.api.POST('/api/v1/playground/{run_id}/stop', { params, body }));
		} catch (error) {
			this.#trouble = troubleOfRun(error);
		}
	}

	/**
	 * Nobody looks any more, for good: what is under way opens nothing when it comes back. The run goes
	 * on for a minute, for whoever comes to it again.
	 */
	close = (): void => {
		this.#closed = true;
		this.#release();
		this.#cancelFrame?.();
	};

	#open(): void {
		const id = this.#id;
		if (id === null || this.#closed) return;
		const source = this.world.open(`/api/v1/playground/${id}/events`);
		this.#source = source;
		const mine = (run: (event: MessageEvent<string>) => void) => (event: MessageEvent<string>) => {
			if (this.#source === source) run(event);
		};
		source.addEventListener(
			'open',
			mine(() => (this.#lost = false))
		);
		source.addEventListener(
			'update',
			mine((event) => this.#take(JSON.parse(event.data) as PlaygroundUpdate))
		);
		source.addEventListener(
			'error',
			mine(() => {
				this.#lost = true;
				// else the browser comes back by itself, and goes on where it was
				if (source.readyState === CLOSED) void this.#look(id);
			})
		);
	}

	#take(update: PlaygroundUpdate): void {
		this.#lost = false;
		this.#heard = take(this.#heard, update);
		if (update.done) {
			this.#release();
			this.#show(this.#heard);
		} else this.#cancelFrame ??= this.world.frame(() => this.#show(this.#heard));
	}

	#show(answers: readonly Answer[]): void {
		this.#cancelFrame?.();
		this.#cancelFrame = undefined;
		this.#heard = answers;
		this.#answers = answers;
	}

	/** The stream was refused: is the run gone, or only the server away for a moment? */
	async #look(id: string): Promise<void> {
		this.#release();
		try {
			const path = { run_id: id };
			await ask(this.api.GET('/api/v1/playground/{run_id}', { params: { path } }));
		} catch (error) {
			if (this.#closed || this.#id !== id) return;
			const trouble = troubleOfRun(error);
			if (isGone(error)) {
				this.#show(this.#heard.map((it) => (it.end ? it : gone(it))));
				this.#trouble = trouble;
				this.#lost = false;
				return;
			}
		}
		if (this.#closed || this.#id !== id) return;
		this.#lost = true;
		this.#cancel = this.world.later(() => this.#open(), AGAIN_MS);
	}

	#release(): void {
		this.#cancel?.();
		this.#cancel = undefined;
		this.#source?.close();
		this.#source = undefined;
		this.#lost = false;
	}
}

function troubleOf(error: unknown): Trouble {
	if (!(error instanceof ProblemError)) throw error;
	const { status, title, errors } = error.problem;
	if (status === 409) return { title: 'A benchmark runs there', detail: error.message };
	const details = errors.map((it) => it.message).join('; ');
	return { title: `Could not ask: ${title}`, detail: details || error.message };
}

/** Of a question about a run that is known by its id. */
const troubleOfRun = (error: unknown): Trouble =>
	isGone(error) ? { title: 'This run is not there any more', detail: GONE } : troubleOf(error);

const isGone = (error: unknown): boolean =>
	error instanceof ProblemError && error.problem.status === 404;

const gone = (answer: Answer): Answer => ({
	...answer,
	state: 'ended',
	end: {
		outcome: 'failed',
		done_reason: null,
		error: { code: 'run_gone', message: `The run was lost. ${GONE}`, retryable: true },
		counters: {},
		metrics: {}
	}
});
