import { expect } from '@playwright/test';
import { SimulatedFleet } from './simulated';
import { live, root, test as base } from './stack';

const NODES = 6;
const MEASURED = 'smollm2:135m';

/** What people and their keyboards put into names. */
const NAMES = [
	'<script>document.title="owned"</script><b>bold</b>',
	'مختبر الذكاء الاصطناعي في الطابق الثالث',
	'🦙🔥 desk 🧪👩‍🔬',
	'w'.repeat(64),
	'plain "quotes" & \'ampersands\' </title>'
];

interface Models {
	items: { name: string; installed: { client_id: string }[] }[];
}

/** A simulated fleet with a past: hostile names, 200 labels, loaded models, a job that failed, a benchmark. */
export class Furnished {
	private constructor(
		private readonly fleet: SimulatedFleet,
		/** Of the benchmark. */
		readonly benchmark: string
	) {}

	readonly machine = 'sim-01';
	readonly model = MEASURED;

	get stack() {
		return this.fleet.stack;
	}
	ask = <T>(route: string): Promise<T> => this.fleet.ask<T>(route);
	stop = (): Promise<void> => this.fleet.stop();

	static async make(): Promise<Furnished> {
		const fleet = await SimulatedFleet.make();
		try {
			await rename(fleet);
			return new Furnished(fleet, await work(fleet));
		} catch (error) {
			await fleet.stop();
			throw error;
		}
	}
}

/** Of the machines with an Ollama. */
async function installed(fleet: SimulatedFleet) {
	const { items } = await fleet.ask<Models>('/models?limit=1000');
	const rows = items.flatMap(({ name: model, installed: on }) =>
		on.map(({ client_id }) => ({ client_id, model }))
	);
	// in one order, whoever registered first
	const ollamas = rows.filter((it) => /^sim-0[1-6]$/.test(it.client_id));
	return ollamas.sort((a, b) => a.client_id.localeCompare(b.client_id));
}

async function rename(fleet: SimulatedFleet): Promise<void> {
	const labels = Array.from({ length: 200 }, (_, n) => `label-${String(n)}`);
	for (const [n, name] of NAMES.entries()) {
		const reply = await fetch(`${fleet.stack.api}/api/v1/clients/sim-0${String(n + 1)}`, {
			method: 'PATCH',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ name, labels: n ? labels.slice(0, n) : labels })
		});
		expect(reply.status).toBe(200);
	}
}

/** What makes pages speak. Returns the benchmark, which is not waited for: it begins when machines are quiet. */
async function work(fleet: SimulatedFleet): Promise<string> {
	const targets = await installed(fleet);
	await fleet.ask('/jobs', { operation: { kind: 'load' }, targets: targets.slice(0, NODES) });
	await fleet.ask('/jobs', {
		operation: { kind: 'pull' },
		targets: [{ client_id: 'sim-01', model: 'no-such-model:1b' }]
	});
	const clients = targets.filter((it) => it.model === MEASURED).map((it) => it.client_id);
	const { benchmark_id } = await fleet.ask<{ benchmark_id: string }>('/benchmarks', {
		clients: clients.slice(0, 2),
		models: [MEASURED],
		workloads: ['prefill'],
		stop: { min_samples: 3, max_samples: 3 }
	});
	return benchmark_id;
}

/** `lab`: one such fleet for the tests of a file. */
export const test = base.extend<object, { lab: Furnished }>({
	lab: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from this pattern
		async ({}, use) => {
			const lab = await Furnished.make();
			await use(lab);
			await lab.stop();
		},
		{ scope: 'worker', timeout: 180_000 }
	]
});

export { expect, live, root };
