import { readFile } from 'node:fs/promises';
import { expect, test } from './simulated';

/** The models of a simulated fleet: finding them, keeping a search, and what one of them fits on. */

// both stand at the top of the list, where rows are drawn
const MODEL = 'deepseek-r1:7b';
const OTHER = 'codellama:7b';

test.beforeEach(async ({ page, simulated }) => {
	await page.goto(`${simulated.stack.page}/models`);
	await expect(page.getByRole('row', { name: MODEL })).toBeVisible();
});

test('a facet narrows the list, and a mistake in the search is underlined and told', async ({
	page
}) => {
	const filters = page.getByRole('complementary', { name: 'Filters' });
	await filters.getByLabel('thinking').check();
	await expect(page.getByRole('row', { name: MODEL })).toBeVisible();
	await expect(page.getByRole('row', { name: OTHER })).toBeHidden();
	await expect(page).toHaveURL(/capability=thinking/);
	await page.getByRole('button', { name: 'Show all', exact: true }).click();

	const search = page.getByRole('combobox', { name: 'Search models' });
	await page.keyboard.press('/');
	await expect(search).toBeFocused();
	await page.keyboard.type('fam');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await expect(search).toHaveValue('family:');
	await page.keyboard.type('qwen2 ');
	await expect(page.getByRole('row', { name: OTHER })).toBeHidden();

	await search.fill('famly:qwen2');
	await expect(search).toHaveAttribute('aria-invalid', 'true');
	await expect(search).toHaveAccessibleDescription(/unknown field 'famly'.*family/);
	await expect(page.locator('.decoration-wavy')).toHaveText('famly');
});

test('a search that was saved comes back after a reload', async ({ page }) => {
	await page.getByRole('combobox', { name: 'Search models' }).fill('size:>10GB');
	await expect(page.getByRole('row', { name: MODEL })).toBeHidden();
	await page.getByRole('button', { name: 'Saved' }).click();
	const saved = page.getByRole('dialog', { name: 'Saved' });
	await saved.getByLabel('Name of this search').fill('the big ones');
	await saved.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(saved.getByRole('button', { name: 'the big ones', exact: true })).toBeVisible();

	await page.goto(page.url().split('?')[0]!);
	await expect(page.getByRole('row', { name: MODEL })).toBeVisible();
	await page.getByRole('button', { name: 'Saved' }).click();
	await page.getByRole('button', { name: 'the big ones', exact: true }).click();
	await expect(page.getByRole('row', { name: MODEL })).toBeHidden();
	await expect(page).toHaveURL(/q=size/);
});

test('a saved search is replaced, shared as a link, and forgotten', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const search = page.getByRole('combobox', { name: 'Search models' });
	const button = page.getByRole('button', { name: 'Saved' });
	const saved = page.getByRole('dialog', { name: 'Saved' });
	const save = async (query: string, verb: string) => {
		await search.fill(query);
		await button.click();
		await saved.getByLabel('Name of this search').fill('mine');
		await saved.getByRole('button', { name: verb, exact: true }).click();
	};
	await save('size:>10GB', 'Save');
	await page.keyboard.press('Escape');
	await save(`name:${MODEL.split(':')[0]!}`, 'Replace');
	await saved.getByRole('button', { name: 'Copy link' }).click();
	await expect(saved.getByRole('status')).toHaveText('Copied');
	const link = await page.evaluate(() => navigator.clipboard.readText());
	await saved.getByRole('button', { name: 'Forget mine' }).click();
	await expect(saved.getByText('Nothing saved yet.')).toBeVisible();

	await page.goto(link);
	await expect(page.getByRole('row', { name: MODEL })).toBeVisible();
	await expect(page.getByRole('row', { name: OTHER })).toBeHidden();
});

test('columns are chosen, stand in the address, and are remembered', async ({ page }) => {
	await page.getByRole('button', { name: 'Columns' }).click();
	const menu = page.getByRole('dialog', { name: 'Columns' });
	await menu.getByLabel('Longest context').check();
	await menu.getByLabel('Family').uncheck();
	await expect(page.getByRole('columnheader', { name: 'Context' })).toBeVisible();
	await expect(page.getByRole('columnheader', { name: 'Family' })).toBeHidden();
	await expect(page).toHaveURL(/columns=parameters/);
	const kept = async () => {
		await expect(page.getByRole('columnheader', { name: 'Context' })).toBeVisible();
		await expect(page.getByRole('columnheader', { name: 'Family' })).toBeHidden();
	};
	await page.reload();
	await kept();
	await page.goto(new URL('/models', page.url()).href);
	await kept();
	await expect(page).toHaveURL(/columns=parameters/);
	await page.goto(new URL('/models?columns=family', page.url()).href);
	await expect(page.getByRole('columnheader', { name: 'Family' })).toBeVisible();
	await expect(page.getByRole('columnheader', { name: 'Context' })).toBeHidden();
});

test('the export has a line for each machine of what is shown', async ({ page, simulated }) => {
	await page.getByRole('combobox', { name: 'Search models' }).fill(`"${MODEL}"`);
	await expect(page.getByText(/^1 of /)).toBeVisible();
	const coming = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Export what is shown as CSV' }).click();
	const download = await coming;
	expect(download.suggestedFilename()).toMatch(/^obt-models-\d{4}-\d\d-\d\d\.csv$/);
	const [head, ...lines] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
	expect(head).toMatch(/^\uFEFF?model,machine,client_id,/);
	const { installed } = await simulated.ask<{ installed: { client_id: string }[] }>(
		`/models/${MODEL}`
	);
	expect(lines.map((line) => line.split(',').slice(0, 2).join(' ')).sort()).toEqual(
		installed.map((it) => `${MODEL} ${it.client_id}`).sort()
	);
});

test('the list goes by keys, and a choice survives a look at one model', async ({ page }) => {
	await page.keyboard.press('j');
	await page.keyboard.press('x');
	await page.keyboard.press('j');
	await page.keyboard.press('x');
	const chosen = page.getByRole('region', { name: 'Selection' });
	await expect(chosen).toContainText(/2 models on .* on disk/);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/models\/.+/);
	await page.getByRole('link', { name: 'Models' }).last().click();
	await expect(chosen).toContainText('2 models on');
	await chosen.getByRole('button', { name: 'Clear selection' }).click();
});

test('going back brings the view back as it was left', async ({ page }) => {
	await page.getByRole('combobox', { name: 'Search models' }).fill('family:qwen2');
	await expect(page.getByRole('row', { name: MODEL })).toBeVisible();
	await expect(page.getByRole('row', { name: OTHER })).toBeHidden();
	// at once: what was typed stands in the address although nobody waited for it
	await page.getByRole('row', { name: MODEL }).getByRole('link', { name: MODEL }).click();
	await expect(page.getByRole('heading', { name: MODEL })).toBeVisible();
	await page.goBack();
	await expect(page).toHaveURL(/q=family/);
	await expect(page.getByRole('combobox', { name: 'Search models' })).toHaveValue('family:qwen2');
	await expect(page.getByRole('row', { name: OTHER })).toBeHidden();
});

test('a model has a page of its own: what it fits on follows the context', async ({
	page,
	simulated
}) => {
	const { page: home } = simulated.stack;
	await page.goto(`${home}/models/${encodeURIComponent(MODEL)}`);
	await expect(page.getByRole('heading', { level: 1, name: MODEL })).toBeVisible();
	await expect(page.getByText('thinks before it answers')).toBeVisible();
	const fits = page.getByRole('region', { name: 'What it fits on' });
	await expect(fits.getByText(/Needs about .* at 4k of context/)).toBeVisible();
	const need = async () =>
		Number.parseFloat((await fits.getByRole('strong').first().textContent()) ?? '');
	const before = await need();
	await fits.getByRole('slider', { name: 'Context' }).focus();
	await page.keyboard.press('End');
	await expect(fits.getByText(/at 128k of context/)).toBeVisible();
	expect(await need()).toBeGreaterThan(before);
	await expect(page).toHaveURL(/context=131072/);
	const { total } = await simulated.ask<{ total: number }>('/clients');
	await expect(fits.getByRole('listitem')).toHaveCount(total);

	const details = page.getByRole('region', { name: 'Details' });
	await expect(details.getByText('qwen2.block_count')).toBeVisible({ timeout: 20_000 });
	await expect(page.getByRole('region', { name: 'Machines that have it' })).toContainText('sim-0');

	await page.goto(`${home}/models/hf.co/none/such:1b`);
	await expect(page.getByRole('heading', { name: 'No machine has this model' })).toBeVisible();
	await expect(page.getByText('hf.co/none/such:1b')).toBeVisible();
});
