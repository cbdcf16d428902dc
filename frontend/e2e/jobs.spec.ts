import { test as base, expect, type Locator } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Stack, type Machine } from './stack';

/** Operations on real Ollama nodes: one machine has the models, two have none. */
const RATE = 5_000_000; // bytes per second: the 98 MB of the model take 20 s
const models = ['notes:135m', 'smollm2:135m'];

interface Tags {
	models: { name: string; digest: string }[];
}
const tags = async (machine: Machine) => ((await machine.ask('GET', '/api/tags')) as Tags).models;
const digestAt = async (machine: Machine, model: string) =>
	(await tags(machine)).find((it) => it.name === model)?.digest;

/** Older Ollamas write a pulled manifest anew, under another digest: the layers are what counts. */
async function layersAt(fleet: Stack, machine: Machine, model: string): Promise<string[]> {
	const library = 'node-1/models/manifests/registry.ollama.ai/library';
	const file = path.join(fleet.folder, `ollama-${machine.name}`, library, model.replace(':', '/'));
	const manifest = JSON.parse(await readFile(file, 'utf8')) as { layers: { digest: string }[] };
	return manifest.layers.map((layer) => layer.digest).sort();
}

const FURNITURE = 3; // models that a node is given once it answers
const furnished = (machine: Machine) =>
	expect
		.poll(async () => (await tags(machine)).length, { timeout: 60_000 })
		.toBeGreaterThanOrEqual(FURNITURE);

const test = base.extend<object, { fleet: Stack }>({
	fleet: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from this pattern
		async ({}, use) => {
			const stack = await Stack.make();
			await stack.add('desk');
			for (const name of ['lab1', 'lab2']) {
				const machine = await stack.add(name, { OBT_TRANSFER_RATE: String(RATE) });
				await furnished(machine);
				for (const { name: model } of await tags(machine))
					await machine.ask('DELETE', '/api/delete', { model });
			}
			await furnished(stack.machines[0]!);
			await use(stack);
			await stack.stop();
		},
		{ scope: 'worker', timeout: 180_000 }
	]
});
test.describe.configure({ mode: 'serial' });

const percent = async (bar: Locator) => Number(await bar.getAttribute('aria-valuenow'));

/** The bar moves while it is watched. */
async function moves(bar: Locator) {
	await expect(bar).toHaveAttribute('aria-valuenow', /[1-9]/, { timeout: 30_000 });
	const before = await percent(bar);
	await expect.poll(() => percent(bar), { timeout: 10_000 }).toBeGreaterThan(before);
}

test('two models go to two machines from the grid; the page may be reloaded meanwhile', async ({
	page,
	fleet
}) => {
	test.setTimeout(180_000);
	await page.goto(`${fleet.page}/models?view=grid&q=name:notes,smollm2`);
	await page.getByRole('gridcell', { name: /^notes:135m on lab1: not installed/ }).click();
	await page
		.getByRole('gridcell', { name: /^smollm2:135m on lab2: not installed/ })
		.click({ modifiers: ['Shift'] });
	await expect(page.getByText('4 empty cells')).toBeVisible();
	await page.getByRole('button', { name: 'Transfer here' }).click();
	await page.getByRole('button', { name: 'Transfer: 4 jobs' }).click();

	const panel = page.getByRole('region', { name: 'Transfer jobs' });
	await moves(panel.getByRole('progressbar').first());
	await expect(panel.getByText(/MB of 98\.\d\sMB/).first()).toBeVisible();

	await page.goto(`${fleet.page}/jobs`);
	await page.getByRole('button', { name: 'Jobs of Transfer 2 models on 2 machines' }).click();
	const doomed = page.getByRole('article', { name: 'Transfer smollm2:135m on lab2' });
	const kept = page.getByRole('article', { name: 'Transfer notes:135m on lab1' });
	await moves(kept.getByRole('progressbar').first());
	await page.reload();
	await page.getByRole('button', { name: 'Jobs of Transfer 2 models on 2 machines' }).click();
	await moves(kept.getByRole('progressbar').first());

	await doomed.getByRole('button', { name: 'Cancel Transfer' }).click();
	await expect(doomed.getByText('Cancelled')).toBeVisible({ timeout: 10_000 });
	await expect(page.getByText('3 ok')).toBeVisible({ timeout: 90_000 });
	await expect(page.getByText('1 cancelled')).toBeVisible();
	expect(await digestAt(fleet.machines[2]!, 'smollm2:135m')).toBeUndefined();

	await doomed.getByRole('button', { name: 'Retry Transfer' }).click();
	await expect(page.getByText('4 ok')).toBeVisible({ timeout: 60_000 });
	const [desk, ...labs] = fleet.machines;
	for (const lab of labs)
		for (const model of models)
			expect(await layersAt(fleet, lab, model)).toEqual(await layersAt(fleet, desk!, model));
});

test('a batch that fails in part says where and why, and only that is retried', async ({
	page,
	fleet
}) => {
	const [, lab] = fleet.machines;
	await lab!.ask('POST', '/api/copy', { source: 'notes:135m', destination: 'taken:1b' });
	await page.goto(`${fleet.page}/models?q=smollm2`);
	await page.getByRole('checkbox', { name: 'Select smollm2:135m' }).check();
	await page.getByRole('button', { name: 'More' }).click();
	await page.getByRole('menuitem', { name: 'Copy or rename' }).click();
	await page.getByRole('textbox', { name: 'New name' }).fill('taken:1b');
	await page.getByRole('button', { name: 'Copy', exact: true }).click();
	const panel = page.getByRole('region', { name: 'Copy jobs' });
	await expect(panel.getByText('1 failed, 2 ok')).toBeVisible({ timeout: 20_000 });
	await expect(panel.getByText('There is another model')).toBeVisible();

	await page.goto(`${fleet.page}/jobs?state=failed`);
	await page.getByRole('button', { name: /^Jobs of Copy/ }).click();
	const failed = page.getByRole('article', { name: 'Copy smollm2:135m on lab1' });
	await expect(failed.getByText('Failed')).toBeVisible();
	await expect(page.getByRole('article')).toHaveCount(1);
	await lab!.ask('DELETE', '/api/delete', { model: 'taken:1b' });
	await page.getByRole('button', { name: 'Retry 1 failed' }).click();
	await expect(page.getByText('No job matches')).toBeVisible({ timeout: 20_000 });
	const original = await digestAt(lab!, 'smollm2:135m');
	await expect.poll(() => digestAt(lab!, 'taken:1b'), { timeout: 20_000 }).toBe(original);
});

test('load; then delete says what goes and how much space returns, and asks once', async ({
	page,
	fleet
}) => {
	const [, lab] = fleet.machines;
	await page.goto(`${fleet.page}/models?view=grid&q=taken`);
	await page.getByRole('gridcell', { name: /^taken:1b on lab1/ }).click();
	await page.getByRole('button', { name: 'Load', exact: true }).click();
	await expect(page.getByRole('gridcell', { name: /^taken:1b on lab1.*in memory/ })).toBeVisible({
		timeout: 30_000
	});
	await page.getByRole('button', { name: 'More' }).click();
	await page.getByRole('menuitem', { name: 'Delete' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByText('Delete taken:1b from lab1?')).toBeVisible();
	await expect(dialog.getByText('No space returns')).toBeVisible();
	await expect(dialog.getByText('in memory', { exact: true })).toBeVisible();
	await dialog.getByRole('button', { name: 'Delete' }).click();
	await expect(page.getByRole('gridcell', { name: 'taken:1b on lab1: not installed' })).toBeVisible(
		{
			timeout: 20_000
		}
	);
	expect(await digestAt(lab!, 'taken:1b')).toBeUndefined();
});

test('details come from the machine itself', async ({ page, fleet }) => {
	await page.goto(`${fleet.page}/models?q=smollm2`);
	await page.getByRole('checkbox', { name: 'Select smollm2:135m' }).check();
	await page.getByRole('button', { name: 'More' }).click();
	await page.getByRole('menuitem', { name: 'Show details' }).click();
	const drawer = page.getByRole('dialog', { name: 'smollm2:135m' });
	await expect(drawer.getByText('Template', { exact: true })).toBeVisible({ timeout: 20_000 });
	await expect(drawer.getByText('llama.context_length')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(drawer).toBeHidden();
});
