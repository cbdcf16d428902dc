import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that nobody listens on now, and below those that systems hand to outgoing connections. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = 15_000 + Math.floor(Math.random() * 15_000);
		const server = createServer().listen(port, '127.0.0.1');
		const free = await once(server, 'listening').then(
			() => true,
			() => false
		);
		if (!free) continue;
		server.close();
		await once(server, 'close');
		return port;
	}
}

/** A real program under test, which a test may stop, kill and start again. */
export class Program {
	#child?: ChildProcess;
	#log: string[] = [];

	constructor(
		readonly name: string,
		readonly argv: readonly [string, ...string[]],
		readonly env: Record<string, string>,
		readonly ready?: string
	) {}

	get log(): string {
		return this.#log.join('');
	}

	/** Starts it, and waits until `ready` answers. */
	async start(): Promise<void> {
		const [command, ...args] = this.argv;
		const child = spawn(command, args, {
			env: { ...process.env, PYTHONUNBUFFERED: '1', ...this.env },
			stdio: ['ignore', 'pipe', 'pipe']
		});
		this.#child = child;
		child.on('error', (error) => this.#log.push(error.message)); // no such program
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (chunk: Buffer) => this.#log.push(chunk.toString()));
		if (this.ready) await this.#untilReady(this.ready);
	}

	/** Ends it: `SIGTERM` lets it say goodbye, `SIGKILL` does not. */
	async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
		const child = this.#child;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const gone = once(child, 'exit');
		child.kill(signal);
		await gone;
	}

	async #untilReady(url: string): Promise<void> {
		const deadline = Date.now() + 90_000;
		while (Date.now() < deadline) {
			const running = this.#child?.pid !== undefined && this.#child.exitCode === null;
			if (!running) throw new Error(`${this.name} ended:\n${this.log}`);
			const reply = await fetch(url).catch(() => undefined);
			if (reply?.ok) return;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		throw new Error(`${this.name} did not answer at ${url}:\n${this.log}`);
	}
}
