import { digestAt, expect, layersAt, moves, test } from './lab';

/** Operations on real Ollama nodes: one machine has the models, two have none. */
const models = ['notes:135m', 'smollm2:135m'];
test.describe.configure({ mode: 'serial' });

test('two models go from one machine to two others, with no registry at all', async ({
	page,
	fleet
}) => {
	test.setTimeout(120_000);
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
	await expect(panel.getByText('4 ok', { exact: true })).toBeVisible({ timeout: 60_000 });
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
	await expect(panel.getByText('1 failed, 2 ok', { exact: true })).toBeVisible({ timeout: 20_000 });
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
