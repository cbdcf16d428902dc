import { expect, test as base, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, Program } from './process';

export const root = path.resolve(import.meta.dirname, '../..');
const python = path.join(root, '.venv/bin/python');

/** Short, so that a test sees a client go offline; the ratio is that of the defaults. */
export const TIMEOUT_S = 6;
const INTERVAL_S = 1;
const FURNITURE = 3; // models that `serve` gives each node once it answers

/** One machine of the fleet: a real Ollama and the client beside it. */
export class Machine {
	constructor(
		readonly name: string,
		readonly url: string,
		readonly ollama: Program,
		readonly client: Program
	) {}

	/** Waits until its Ollama has the models that it begins with. */
	async furnished(): Promise<void> {
		const models = async () =>
			((await this.ask('GET', '/api/tags')) as { models: unknown[] }).models.length;
		await expect.poll(models, { timeout: 90_000 }).toBeGreaterThanOrEqual(FURNITURE);
	}

	/** Speaks to this machine's Ollama as any other program would, past OBT. */
	async ask(method: string, route: string, body?: unknown): Promise<unknown> {
		const reply = await fetch(this.url + route, {
			method,
			body: body === undefined ? undefined : JSON.stringify(body)
		});
		const text = await reply.text();
		if (!reply.ok) throw new Error(`${method} ${route}: ${String(reply.status)} ${text}`);
		return text ? JSON.parse(text.trim().split('\n').at(-1) ?? 'null') : null;
	}
}

/** The whole system as a person runs it: server, page, and machines with real Ollamas. */
export class Stack {
	private constructor(
		readonly folder: string,
		readonly api: string,
		readonly page: string,
		readonly server: Program,
		readonly frontend: Program,
		readonly env: Record<string, string>
	) {}

	readonly machines: Machine[] = [];

	static async make(env: Record<string, string> = {}): Promise<Stack> {
		const folder = await mkdtemp(path.join(tmpdir(), 'obt-e2e-'));
		const [apiPort, pagePort] = [await freePort(), await freePort()];
		const api = `http://127.0.0.1:${apiPort}`;
		const page = `http://127.0.0.1:${pagePort}`;
		const server = new Program(
			'server',
			[python, '-m', 'obt', 'server'],
			{
				OBT_PORT: String(apiPort),
				OBT_DATA_DIR: path.join(folder, 'server'),
				OBT_HEARTBEAT_INTERVAL_S: String(INTERVAL_S),
				OBT_CLIENT_TIMEOUT_S: String(TIMEOUT_S),
				OBT_CORS_ORIGINS: page,
				...env
			},
			`${api}/ready`
		);
		const frontend = new Program(
			'page',
			[process.execPath, path.join(root, 'frontend/build/node')],
			{
				HOST: '127.0.0.1',
				PORT: String(pagePort),
				OBT_API_URL: api,
				SHUTDOWN_TIMEOUT: '1',
				BODY_SIZE_LIMIT: 'Infinity'
			},
			page
		);
		const stack = new Stack(folder, api, page, server, frontend, env);
		await stack.#whole(() => Promise.all([server.start(), frontend.start()]));
		return stack;
	}

	/** Adds a machine: a real Ollama with a real small model, and a client beside it. */
	async add(name: string, env: Record<string, string> = {}): Promise<Machine> {
		const port = await freePort();
		const data = path.join(this.folder, `ollama-${name}`);
		const url = `http://127.0.0.1:${port}`;
		const ollama = new Program(
			`ollama ${name}`,
			[
				python,
				path.join(root, 'scripts/real_ollama.py'),
				...['serve', '--nodes', '1', '--port', String(port)],
				...['--data', data]
			],
			{},
			`${url}/api/version`
		);
		const client = new Program(
			`client ${name}`,
			[python, '-m', 'obt', 'client', '--server', this.api],
			{
				OLLAMA_HOST: url,
				OLLAMA_MODELS: path.join(data, 'node-1/models'),
				OBT_CLIENT_ID: name,
				OBT_CLIENT_NAME: name,
				OBT_DATA_DIR: path.join(this.folder, `client-${name}`),
				...this.env,
				...env
			}
		);
		const machine = new Machine(name, url, ollama, client);
		this.machines.push(machine);
		await this.#whole(async () => {
			await ollama.start();
			await client.start();
		});
		return machine;
	}

	/** Waits until the server hears all of so many machines, and knows their models. */
	async heard(machines: number): Promise<void> {
		interface Clients {
			items: { status: string; counts: { installed: number } }[];
		}
		const known = async () => {
			const reply = await fetch(`${this.api}/api/v1/clients`);
			const { items } = (await reply.json()) as Clients;
			return items.filter((it) => it.status === 'online' && it.counts.installed > 0).length;
		};
		await expect.poll(known, { timeout: 90_000 }).toBe(machines);
	}

	/** What starts only in part is taken down again: nobody else would. */
	async #whole(start: () => Promise<unknown>): Promise<void> {
		try {
			await start();
		} catch (error) {
			await this.stop();
			throw error;
		}
	}

	async stop(): Promise<void> {
		const programs = this.machines.flatMap((machine) => [machine.client, machine.ollama]);
		await Promise.all(programs.map((program) => program.stop()));
		await Promise.all([this.server.stop(), this.frontend.stop()]);
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** `fleet`: one stack with two machines, shared by the tests of a file. */
export const test = base.extend<object, { fleet: Stack }>({
	fleet: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from this pattern
		async ({}, use) => {
			const stack = await Stack.make();
			try {
				const machines = await Promise.all([stack.add('desk'), stack.add('lab')]);
				await Promise.all(machines.map((machine) => machine.furnished()));
				await stack.heard(machines.length);
				await use(stack);
			} finally {
				await stack.stop();
			}
		},
		{ scope: 'worker', timeout: 180_000 }
	]
});

/** The page is alive, and hears the server: what was drawn before it obeys nobody yet. */
export const live = (page: Page) =>
	expect(page.getByRole('status', { name: 'Connection' })).toHaveText('Live');

export { expect };
