import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { Detour } from './detour';
import { expect, test as base, Stack } from './stack';

/** A benchmark from the models page to a gate that fails, on a real Ollama. */
const models = ['first:135m', 'second:135m'];
const workload = 'brief';

const SLOWER_MS = 2000; // beside a fraction of a second: slower by any measure

/**
 * `fleet`: one machine, reached by a detour. What this browser does beside it is allowed: what is
 * tested is OBT, and the numbers mean nothing.
 */
const test = base.extend<object, { fleet: Stack; detour: Detour }>({
	detour: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from this pattern
		async ({}, use) => {
			await using detour = await Detour.open();
			await use(detour);
		},
		{ scope: 'worker' }
	],
	fleet: [
		async ({ detour }, use) => {
			const stack = await Stack.make();
			try {
				const desk = await stack.add('desk', { OLLAMA_HOST: detour.url, OBT_FOREIGN_CPU: '1' });
				await desk.furnished();
				// two threads that wait for each other crawl where a browser wants the cores too
				const parameters = { num_thread: 1 };
				for (const model of models)
					await desk.ask('POST', '/api/create', { model, from: 'smollm2:135m', parameters });
				detour.target = desk.url;
				await use(stack);
			} finally {
				await stack.stop();
			}
		},
		{ scope: 'worker', timeout: 180_000 }
	]
});
test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

const send = async (fleet: Stack, route: string, body: unknown) => {
	const reply = await fetch(`${fleet.api}/api/v1/${route}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body)
	});
	expect(reply.ok, await reply.clone().text()).toBe(true);
	return (await reply.json()) as Record<string, unknown>;
};

const done = (page: Page) =>
	expect(page.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: 120_000 });

test('two models from the models page, watched while they are measured, and exported', async ({
	page,
	fleet
}) => {
	await send(fleet, 'workloads', {
		id: workload,
		kind: 'generation',
		title: 'Brief',
		prompt_tokens: 32,
		output_tokens: 4
	});
	await page.goto(`${fleet.page}/models`);
	for (const model of models)
		await page
			.getByRole('checkbox', { name: `Select ${model}`, exact: true })
			.check({ timeout: 60_000 });
	await page.getByRole('button', { name: 'Benchmark' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('textbox', { name: 'Name' }).fill('as it is');
	await dialog.getByRole('checkbox', { name: /^decode/ }).uncheck();
	await dialog.getByRole('checkbox', { name: new RegExp(`^${workload}`) }).check();
	await dialog.getByLabel('Precision').fill('90');
	await dialog.getByLabel('Samples a cell').fill('6');
	await dialog.getByRole('button', { name: 'Measure' }).click();

	await expect(page.getByRole('heading', { name: 'as it is' })).toBeVisible();
	await expect(page.getByText('Measuring').first()).toBeVisible({ timeout: 20_000 });
	const bar = page.getByRole('progressbar', { name: 'Benchmark on desk' });
	await expect(bar).toBeVisible({ timeout: 20_000 });
	await expect(page.getByText(/^[1-9]\d* samples?/).first()).toBeVisible({ timeout: 60_000 });
	await done(page);
	for (const model of models) {
		const row = page
			.getByRole('region', { name: 'Cells' })
			.getByRole('row', { name: `${model} on desk` });
		await expect(row.getByRole('cell', { name: '6', exact: true })).toBeVisible();
	}

	const saving = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Export' }).click();
	await page.getByRole('menuitem', { name: /^JSON(?! Lines)/ }).click();
	const saved = await (await saving).path();
	const file = JSON.parse(await readFile(saved, 'utf8')) as {
		format: string;
		parts: { samples: unknown[] }[];
	};
	expect(file.format).toBe('obt-benchmark');
	expect(file.parts[0]?.samples).toHaveLength(12);
});

test('a slower one is compared, and the gate fails here and on the command line', async ({
	page,
	fleet,
	detour
}) => {
	detour.delayMs = SLOWER_MS;
	const slow = await send(fleet, 'benchmarks', {
		name: 'by the long way',
		clients: ['desk'],
		models: models.slice(0, 1),
		workloads: [workload],
		settings: { seed: 7 },
		stop: { precision: 0.9, min_samples: 6, max_samples: 6 }
	});
	await page.goto(`${fleet.page}/benchmarks/${String(slow.benchmark_id)}`);
	await done(page);
	await page
		.getByRole('navigation', { name: 'Benchmarks' })
		.getByRole('link', { name: 'Runs' })
		.click();
	for (const name of ['as it is', 'by the long way'])
		await page.getByRole('checkbox', { name: `Select ${name}` }).check();
	await page.getByRole('button', { name: 'Compare', exact: true }).click();

	await expect(page.getByRole('region', { name: 'Measured otherwise' })).toContainText('seed');
	await page.getByLabel('Metric').selectOption({ label: 'Time to first token' });
	const pair = page.getByRole('list', { name: 'Pairs' }).getByRole('listitem');
	await expect(pair).toHaveCount(1);
	await expect(pair.getByText('B is faster')).toBeVisible();
	await expect(pair.getByRole('img', { name: /^A to B: [1-9]/ })).toBeVisible();

	await page.getByRole('button', { name: 'Gate' }).click();
	const gate = page.getByRole('region', { name: 'Gate', exact: true });
	await expect(gate.getByText('Regressed')).toBeVisible();
	await expect(gate.getByText('1 worse, 1 cannot be judged')).toBeVisible();

	const command = await gate.locator('code').innerText();
	const python = path.resolve(import.meta.dirname, '../../.venv/bin/python');
	const code = await new Promise((ended) =>
		execFile(python, ['-m', ...command.split(' '), '--server', fleet.api], (error) =>
			ended(error ? error.code : 0)
		)
	);
	expect(code).toBe(1);
});

test('paused from its page it asks for nothing, resumed it goes on where it was', async ({
	page,
	fleet,
	detour
}) => {
	detour.delayMs = SLOWER_MS; // time to press a button
	const { benchmark_id } = await send(fleet, 'benchmarks', {
		name: 'in two parts',
		clients: ['desk'],
		models: models.slice(0, 1),
		workloads: [workload],
		stop: { precision: 0.9, min_samples: 4, max_samples: 4 }
	});
	const id = String(benchmark_id);
	const samples = async () => {
		const reply = await fetch(`${fleet.api}/api/v1/benchmarks/${id}`);
		return ((await reply.json()) as { samples: number }).samples;
	};
	await page.goto(`${fleet.page}/benchmarks/${id}`);
	await expect.poll(samples, { timeout: 60_000 }).toBeGreaterThan(0);
	await page.getByRole('button', { name: 'Pause', exact: true }).click();
	const machines = page.getByRole('list', { name: 'Machines', exact: true });
	await expect(machines.getByText('Paused', { exact: true })).toBeVisible({ timeout: 30_000 });
	const resume = page.getByRole('button', { name: 'Resume', exact: true });
	await expect(resume).toBeEnabled();
	const before = await samples();
	expect(before).toBeLessThan(4);
	const jobs = await fetch(`${fleet.api}/api/v1/jobs?q=${encodeURIComponent('is:active')}`);
	expect(((await jobs.json()) as { total: number }).total, 'nothing goes on').toBe(0);

	detour.delayMs = 0;
	await resume.click();
	await done(page);
	expect(await samples()).toBe(4);
});
