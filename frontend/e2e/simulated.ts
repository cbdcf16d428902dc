import { expect } from '@playwright/test';
import path from 'node:path';
import { freePort, Program } from './process';
import { live, Stack, test as base } from './stack';

const root = path.resolve(import.meta.dirname, '../..');
const NODES = 6;

/** A server, its page, and a simulated fleet: `sim-01` to `sim-06`, and one more by itself. */
export class SimulatedFleet {
	private constructor(
		readonly stack: Stack,
		readonly machines: Program,
		/** `sim-00000` in a process of its own: a test may stop it. */
		readonly single: Program
	) {}

	static async make(): Promise<SimulatedFleet> {
		const stack = await Stack.make();
		const port = await freePort();
		const simulate = (name: string, args: string[], ready?: string) =>
			new Program(
				name,
				[
					path.join(root, '.venv/bin/python'),
					'-m',
					'obt',
					'simulate',
					...args,
					'--server',
					stack.api
				],
				{},
				ready
			);
		const fleet = new SimulatedFleet(
			stack,
			simulate(
				'machines',
				['--nodes', String(NODES), '--port', String(port)],
				`http://127.0.0.1:${String(port)}/api/version`
			),
			simulate('one machine', ['--links', '--nodes', '1'])
		);
		try {
			await Promise.all([fleet.machines.start(), fleet.single.start()]);
			await stack.heard(NODES + 1);
		} catch (error) {
			await fleet.stop();
			throw error;
		}
		return fleet;
	}

	/** Asks the server, as any program may. */
	async ask<T>(route: string, body?: unknown): Promise<T> {
		const reply = await fetch(`${this.stack.api}/api/v1${route}`, {
			method: body === undefined ? 'GET' : 'POST',
			headers: { 'content-type': 'application/json' },
			body: body === undefined ? undefined : JSON.stringify(body)
		});
		if (!reply.ok) throw new Error(`${route}: ${String(reply.status)} ${await reply.text()}`);
		return (await reply.json()) as T;
	}

	/** A model that a search finds, and one of the machines that have it. */
	async find(query: string): Promise<{ name: string; client: string }> {
		interface Models {
			items: { name: string; installed: { client_id: string }[] }[];
		}
		const first = async () => {
			const { items } = await this.ask<Models>(`/models?q=${encodeURIComponent(query)}`);
			for (const { name, installed } of items) {
				const on = installed.find((it) => /^sim-0[1456]$/.test(it.client_id));
				if (on) return { name, client: on.client_id };
			}
			return null;
		};
		// what a model can do is asked after it is known
		await expect.poll(first, { timeout: 30_000 }).toBeTruthy();
		return (await first())!;
	}

	async stop(): Promise<void> {
		await Promise.all([this.machines.stop(), this.single.stop()]);
		await this.stack.stop();
	}
}

/** `simulated`: one such fleet for the tests of a file. */
export const test = base.extend<object, { simulated: SimulatedFleet }>({
	simulated: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from this pattern
		async ({}, use) => {
			const fleet = await SimulatedFleet.make();
			await use(fleet);
			await fleet.stop();
		},
		{ scope: 'worker', timeout: 180_000 }
	]
});

export { expect, live };
