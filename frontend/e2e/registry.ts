import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { freePort, Program } from './process';

const BLOB = /\/blobs\/(sha256:[0-9a-f]{64})$/;

/**
 * A registry as Ollama knows them, slow enough to watch: a real `docker-registry` that takes pushes,
 * and in front of it what it lacks for pulls. Ollama wants a blob asked for without a range to be
 * elsewhere, and asks there again, piece by piece.
 */
export class Registry {
	/** Bytes of blobs that were sent since it started, by digest. */
	readonly sent = new Map<string, number>();
	#front: http.Server;

	private constructor(
		private readonly store: Program,
		private readonly behind: number,
		/** Bytes per second, for each blob that is sent: a test may change it at any time. */
		public rate: number
	) {
		this.#front = http.createServer((asked, answer) => void this.#answer(asked, answer));
	}

	static async start(folder: string, rate: number): Promise<Registry> {
		await mkdir(folder, { recursive: true });
		const config = path.join(folder, 'config.json');
		const port = await freePort();
		const storage = { filesystem: { rootdirectory: path.join(folder, 'blobs') } };
		const log = { level: 'error' };
		const settings = { version: 0.1, storage, log, http: { addr: `127.0.0.1:${String(port)}` } };
		await writeFile(config, JSON.stringify(settings)); // every JSON is a YAML
		const store = new Program(
			'registry',
			['docker-registry', 'serve', config],
			{ OTEL_TRACES_EXPORTER: 'none' },
			`http://127.0.0.1:${String(port)}/v2/`
		);
		await store.start();
		const registry = new Registry(store, port, rate);
		registry.#front.listen(0, '127.0.0.1');
		await once(registry.#front, 'listening');
		return registry;
	}

	/** The name under which this registry has a model. */
	named(model: string): string {
		return `localhost:${String(this.#port)}/library/${model}`;
	}

	/** Bytes of blobs sent so far, all together. */
	get total(): number {
		return [...this.sent.values()].reduce((sum, bytes) => sum + bytes, 0);
	}

	async stop(): Promise<void> {
		this.#front.closeAllConnections();
		this.#front.close();
		await this.store.stop();
	}

	get #port(): number {
		return (this.#front.address() as AddressInfo).port;
	}

	async #answer(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
		const { method, url = '', headers } = asked;
		const digest = BLOB.exec(url)?.[1];
		if (method === 'GET' && digest && !headers.range) {
			// another host by name: Ollama follows to that one only
			answer.writeHead(307, { location: `http://127.0.0.1:${String(this.#port)}${url}` }).end();
			return;
		}
		const passed = http.request({
			port: this.behind,
			host: '127.0.0.1',
			method,
			path: url,
			headers
		});
		asked.pipe(passed);
		// who goes away in the middle takes both ends along: that is what cancelling is
		answer.on('close', () => passed.destroy());
		passed.on('error', () => answer.destroy());
		const [reply] = (await once(passed, 'response').catch(() => [])) as [IncomingMessage?];
		if (!reply) return;
		answer.writeHead(reply.statusCode ?? 502, reply.headers);
		if (method === 'GET' && digest) await this.#slowly(digest, reply, answer);
		else reply.pipe(answer);
	}

	async #slowly(digest: string, reply: IncomingMessage, answer: ServerResponse): Promise<void> {
		try {
			for await (const piece of reply as AsyncIterable<Buffer>) {
				answer.write(piece);
				this.sent.set(digest, (this.sent.get(digest) ?? 0) + piece.length);
				await new Promise((next) => setTimeout(next, (piece.length / this.rate) * 1000));
			}
			answer.end();
		} catch {
			answer.destroy(); // the asker has gone, and took the reply along
		}
	}
}
