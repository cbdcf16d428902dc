import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { freePort } from './process';

/** The way to an Ollama, which a test may make longer: as slow as it says, on any machine. */
export class Detour {
	/** Where it leads; nowhere yet: whoever asks is sent away. */
	target: string | null = null;
	/** Before a request to generate goes on. */
	delayMs = 0;

	private constructor(readonly url: string) {}

	static async open(): Promise<Detour & AsyncDisposable> {
		const port = await freePort();
		const detour = new Detour(`http://127.0.0.1:${port}`);
		const server = createServer((asked, reply) => {
			const { target, delayMs } = detour;
			if (target === null) {
				reply.writeHead(503).end();
				return;
			}
			const pass = () => {
				const { method, headers } = asked;
				const onward = request(target + (asked.url ?? '/'), { method, headers }, (answer) => {
					reply.writeHead(answer.statusCode ?? 502, answer.headers);
					answer.pipe(reply);
				});
				onward.on('error', () => reply.destroy());
				reply.on('close', () => onward.destroy()); // who hangs up hangs up on Ollama
				asked.pipe(onward);
			};
			setTimeout(pass, asked.url === '/api/generate' ? delayMs : 0);
		}).listen(port, '127.0.0.1');
		await once(server, 'listening');
		return Object.assign(detour, {
			async [Symbol.asyncDispose]() {
				server.close();
				server.closeAllConnections();
				await once(server, 'close');
			}
		});
	}
}
