import { expect, live, test, TIMEOUT_S } from './stack';

/** The main job, on real Ollama nodes, with the budgets of docs/performance.md as timeouts. */

const model = 'smollm2:135m';

test.beforeEach(async ({ page, fleet }) => {
	await page.goto(fleet.page);
	await live(page); // from here on a budget counts
});

test('every machine is there, with what it has', async ({ page }) => {
	for (const name of ['desk', 'lab']) {
		const card = page.getByRole('article', { name });
		await expect(card).toBeVisible();
		await expect(card.getByText('online', { exact: false })).toBeVisible();
		await expect(card.getByText(/Ollama \d+\.\d+/)).toBeVisible();
	}
	await page.getByRole('link', { name: 'desk' }).first().click();
	await expect(page.getByRole('heading', { name: 'desk' })).toBeVisible();
	await page.getByRole('button', { name: /^Models/ }).click();
	await expect(page.getByText(model).first()).toBeVisible();
});

test('a model made and deleted through Ollama itself appears and disappears', async ({
	page,
	fleet
}) => {
	const [desk] = fleet.machines;
	await page.goto(`${fleet.page}/models`);
	await expect(page.getByRole('row', { name: model })).toBeVisible();
	await desk!.ask('POST', '/api/copy', { source: model, destination: 'brand-new:1b' });
	await expect(page.getByRole('row', { name: 'brand-new:1b' })).toBeVisible({ timeout: 6000 });
	await desk!.ask('DELETE', '/api/delete', { model: 'brand-new:1b' });
	await expect(page.getByRole('row', { name: 'brand-new:1b' })).toBeHidden({ timeout: 6000 });
});

test('a load and an unload at Ollama itself show', async ({ page, fleet }) => {
	const [desk] = fleet.machines;
	const card = page.getByRole('article', { name: 'desk' });
	await desk!.ask('POST', '/api/generate', { model, keep_alive: '5m' });
	await expect(card.getByText(model)).toBeVisible({ timeout: 3000 });
	await desk!.ask('POST', '/api/generate', { model, keep_alive: 0 });
	await expect(card.getByText(model)).toBeHidden({ timeout: 3000 });
});

test('load and unload on both machines from the models page', async ({ page, fleet }) => {
	await page.goto(`${fleet.page}/models`);
	await page.getByRole('checkbox', { name: `Select ${model}` }).check();
	await page.getByRole('button', { name: 'Load', exact: true }).click();
	for (const machine of fleet.machines) {
		await expect
			.poll(async () => JSON.stringify(await machine.ask('GET', '/api/ps')), { timeout: 30_000 })
			.toContain(model);
	}
	await page.goto(fleet.page);
	for (const name of ['desk', 'lab'])
		await expect(page.getByRole('article', { name }).getByText(model)).toBeVisible();
	await page.goto(`${fleet.page}/models`);
	await page.getByRole('checkbox', { name: `Select ${model}` }).check();
	await page.getByRole('button', { name: 'Unload', exact: true }).click();
	for (const machine of fleet.machines) {
		await expect
			.poll(async () => JSON.stringify(await machine.ask('GET', '/api/ps')), { timeout: 30_000 })
			.not.toContain(model);
	}
});

test('Ollama stopped: unreachable, the client stays online; started: heals', async ({
	page,
	fleet
}) => {
	const lab = fleet.machines[1]!;
	const card = page.getByRole('article', { name: 'lab' });
	await lab.ollama.stop();
	await expect(card.getByText('Ollama unreachable')).toBeVisible({ timeout: 5000 });
	await expect(card.getByText('online', { exact: false })).toBeVisible();
	await lab.ollama.start();
	await expect(card.getByText('Ollama unreachable')).toBeHidden({ timeout: 8000 });
});

test('kill -9 of a client: lost at once, offline at the timeout, back when started', async ({
	page,
	fleet
}) => {
	const lab = fleet.machines[1]!;
	const card = page.getByRole('article', { name: 'lab' });
	await lab.client.stop('SIGKILL');
	await expect(card.getByText('link lost')).toBeVisible({ timeout: 2000 });
	await expect(card.getByText('offline', { exact: false })).toBeVisible({
		timeout: (TIMEOUT_S + 2) * 1000
	});
	await lab.client.start();
	await expect(card.getByText('online', { exact: false })).toBeVisible({ timeout: 10_000 });
});

test('a graceful stop says goodbye and shows at once', async ({ page, fleet }) => {
	const lab = fleet.machines[1]!;
	const card = page.getByRole('article', { name: 'lab' });
	await lab.client.stop();
	await expect(card.getByText('offline', { exact: false })).toBeVisible({ timeout: 2000 });
	await lab.client.start();
	await expect(card.getByText('online', { exact: false })).toBeVisible({ timeout: 10_000 });
});

test('kill -9 of the server: the page says so, everything heals within 5 s', async ({
	page,
	fleet
}) => {
	await fleet.server.stop('SIGKILL');
	await expect(page.getByText('Connection lost')).toBeVisible({ timeout: 5000 });
	await fleet.server.start();
	for (const name of ['desk', 'lab'])
		await expect(
			page.getByRole('article', { name }).getByText('online', { exact: false })
		).toBeVisible({ timeout: 5000 });
	await expect(page.getByText('Live', { exact: true })).toBeVisible({ timeout: 5000 });
});
