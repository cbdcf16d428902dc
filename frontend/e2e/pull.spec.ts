import type { Page } from '@playwright/test';
import path from 'node:path';
import { expect, LAYERS, layersAt, makeModel, moves, test as base } from './lab';
import { Registry } from './registry';

/** Pulls from a registry that answers as Ollama's does: too slowly to miss anything while it is watched. */
const WATCHED = 2_000_000; // bytes per second: a model takes 49 s
const FAST = 50_000_000;
const plain = ['poet:135m', 'tiny:135m'];

const test = base.extend<object, { registry: Registry }>({
	registry: [
		async ({ fleet }, use) => {
			const registry = await Registry.start(path.join(fleet.folder, 'registry'), FAST);
			try {
				const [desk] = fleet.machines;
				for (const model of plain.map((name) => registry.named(name))) {
					await makeModel(fleet, desk!, model);
					await desk!.ask('POST', '/api/push', { model, insecure: true });
				}
				await use(registry);
			} finally {
				await registry.stop();
			}
		},
		{ scope: 'worker', timeout: 180_000 }
	]
});
test.describe.configure({ mode: 'serial' });

const cell = (page: Page, model: string, machine: string, words: string) =>
	page.getByRole('gridcell', { name: `${model} on ${machine}: ${words}` });

const withoutHttps = (page: Page) =>
	page.getByRole('checkbox', { name: 'The registry has no HTTPS' }).check();

test('two models are pulled to two machines from the grid: watched, reloaded, cancelled, retried', async ({
	page,
	fleet,
	registry
}) => {
	test.setTimeout(180_000);
	const [desk, lab1, lab2] = fleet.machines;
	const [poet, tiny] = plain.map((name) => registry.named(name)) as [string, string];
	registry.rate = WATCHED;
	await page.goto(`${fleet.page}/models?view=grid&q=name:localhost`);
	await cell(page, poet, 'lab1', 'not installed').click();
	await cell(page, tiny, 'lab2', 'not installed').click({ modifiers: ['Shift'] });
	await expect(page.getByText('4 empty cells')).toBeVisible();
	await page.getByRole('button', { name: 'Pull here' }).click();
	await withoutHttps(page);
	await page.getByRole('button', { name: 'Pull: 4 jobs' }).click();

	// on the page where it was wished
	const panel = page.getByRole('region', { name: 'Pull jobs' });
	await moves(panel.getByRole('progressbar').first());
	await expect(panel.getByText(/MB of 98\.\d\sMB/).first()).toBeVisible();
	await expect(cell(page, tiny, 'lab1', 'not installed, pull running')).toHaveText(/\d\s%/);

	// and where all jobs are, also after a reload
	await page.goto(`${fleet.page}/jobs`);
	const batch = page.getByRole('button', { name: 'Jobs of Pull 2 models on 2 machines' });
	const kept = page.getByRole('article', { name: `Pull ${poet} on lab1` });
	const doomed = page.getByRole('article', { name: `Pull ${tiny} on lab2` });
	await batch.click();
	await moves(kept.getByRole('progressbar').first());
	await page.reload();
	await batch.click();
	await moves(kept.getByRole('progressbar').first());
	await moves(doomed.getByRole('progressbar').first());

	await doomed.getByRole('button', { name: 'Cancel Pull' }).click();
	await expect(doomed.getByText('Cancelled')).toBeVisible();
	registry.rate = FAST;
	await expect(page.getByText('3 ok', { exact: true })).toBeVisible({ timeout: 90_000 });
	await expect(page.getByText('1 cancelled')).toBeVisible();

	registry.rate = WATCHED;
	const before = registry.total;
	await doomed.getByRole('button', { name: 'Retry Pull' }).click();
	await moves(doomed.getByRole('progressbar').first());
	registry.rate = FAST;
	await expect(page.getByText('4 ok', { exact: true })).toBeVisible({ timeout: 60_000 });
	expect(registry.total - before, 'it went on where it was broken off').toBeLessThan(LAYERS);
	for (const lab of [lab1!, lab2!])
		for (const model of [poet, tiny])
			expect(await layersAt(fleet, lab, model)).toEqual(await layersAt(fleet, desk!, model));
});

test('what the registry has newer is marked, found by the search, and updated', async ({
	page,
	fleet,
	registry
}) => {
	const [desk] = fleet.machines;
	const tiny = registry.named('tiny:135m');
	await desk!.ask('POST', '/api/create', { model: tiny, from: tiny, system: 'You are newer.' });
	await desk!.ask('POST', '/api/push', { model: tiny, insecure: true });

	await page.goto(`${fleet.page}/models?q=name:tiny`);
	await page.getByRole('checkbox', { name: `Select ${tiny}` }).check();
	await page.getByRole('button', { name: 'More' }).click();
	await page.getByRole('menuitem', { name: 'Check for updates' }).click();
	const dialog = page.getByRole('dialog');
	await withoutHttps(page);
	await expect(dialog.getByText('2 updates available')).toBeVisible({ timeout: 30_000 });
	await dialog.getByRole('button', { name: 'Cancel' }).click();

	await page.goto(`${fleet.page}/models?view=grid&q=is:outdated`);
	await expect(page.getByRole('row')).toHaveCount(2);
	for (const lab of ['lab1', 'lab2'])
		await expect(cell(page, tiny, lab, '')).toHaveAccessibleName(/update available/);
	await expect(cell(page, tiny, 'desk', '')).not.toHaveAccessibleName(/update available/);

	await cell(page, tiny, 'lab1', '').click();
	await page.getByRole('button', { name: 'More' }).click();
	await page.getByRole('menuitem', { name: 'Check for updates' }).click();
	await withoutHttps(page);
	await dialog.getByRole('button', { name: 'Update 1' }).click();
	const panel = page.getByRole('region', { name: 'Update jobs' });
	await expect(panel.getByText('1 ok', { exact: true })).toBeVisible({ timeout: 30_000 });
	await expect(cell(page, tiny, 'lab1', '')).not.toHaveAccessibleName(/update available/);
	await expect(cell(page, tiny, 'lab2', '')).toHaveAccessibleName(/update available/);
});
