import { expect, test } from './simulated';

/** One machine from all sides, and the fleet as a table, on simulated machines. */

test('charts go back as far as asked, and the address remembers', async ({ page, simulated }) => {
	await page.goto(`${simulated.stack.page}/clients/sim-01`);
	await expect(page.getByRole('heading', { name: 'sim-01' })).toBeVisible();
	await expect(page.getByRole('slider', { name: 'CPU' })).toBeVisible();
	await page.getByRole('button', { name: '6 h' }).click();
	await expect(page).toHaveURL(/range=6h/);
	await page.reload();
	await expect(page.getByRole('button', { name: '6 h', pressed: true })).toBeVisible();
	await expect(page.getByRole('slider', { name: 'CPU' })).toBeVisible();
});

test('a chart stands still while nobody looks, and is right when somebody does', async ({
	page,
	simulated
}) => {
	await page.goto(`${simulated.stack.page}/clients/sim-01`);
	const chart = page.getByRole('slider', { name: 'CPU' });
	const points = async () => Number(await chart.getAttribute('aria-valuemax'));
	await expect(chart).toBeVisible();
	const shown = await points();
	await expect.poll(points, 'it grows with each beat').toBeGreaterThan(shown);
	const look = (state: 'hidden' | 'visible') =>
		page.evaluate((to) => {
			Object.defineProperty(document, 'visibilityState', { value: to, configurable: true });
			Object.defineProperty(document, 'hidden', { value: to === 'hidden', configurable: true });
			document.dispatchEvent(new Event('visibilitychange'));
		}, state);
	await look('hidden');
	const before = await points();
	const heard = async () =>
		(await simulated.ask<{ last_seen: string }>('/clients/sim-01')).last_seen;
	for (let beats = 0; beats < 2; beats++) {
		const last = await heard();
		await expect.poll(heard).not.toBe(last);
	}
	expect(await points()).toBe(before);
	await look('visible');
	await expect.poll(points).toBeGreaterThan(before);
});

test('what is loaded and unloaded shows, and is in the log', async ({ page, simulated }) => {
	interface Models {
		items: { name: string; remote_host: string | null }[];
	}
	let model = '';
	await expect
		.poll(async () => {
			const { items } = await simulated.ask<Models>('/models?q=client:sim-02');
			model = items.find((it) => it.remote_host === null)?.name ?? '';
			return model;
		})
		.not.toBe('');
	const targets = [{ client_id: 'sim-02', model }];
	await simulated.ask('/jobs', { operation: { kind: 'load' }, targets });
	await page.goto(`${simulated.stack.page}/clients/sim-02?tab=log`);
	const log = page.getByRole('region', { name: 'Event log' });
	const entry = (word: string) =>
		log.getByRole('listitem').filter({ has: page.getByText(word, { exact: true }) });
	await expect(entry('Loaded')).toContainText(model);
	await expect(entry('Job ended').first()).toBeVisible();
	await page.getByRole('button', { name: 'Overview' }).click();
	await page.getByRole('button', { name: `Unload ${model}` }).click();
	await expect(page.getByText('Nothing loaded')).toBeVisible();
	await page.getByRole('button', { name: 'Log', exact: true }).click();
	await log.getByRole('button', { name: 'Models' }).click();
	await expect(page).toHaveURL(/log=models/);
	await expect(entry('Unloaded')).toContainText(model);
	await expect(entry('Job ended')).toHaveCount(0);
});

test('a new name and labels show everywhere', async ({ page, simulated }) => {
	await page.goto(`${simulated.stack.page}/clients/sim-03`);
	await page.getByRole('button', { name: 'Edit' }).click();
	const dialog = page.getByRole('dialog', { name: 'Name and labels of sim-03' });
	await dialog.getByLabel('Name', { exact: true }).fill('Schreibtisch 🦙');
	await dialog.getByLabel(/^Labels/).fill('office, gpu');
	// the news of a wish may come before its answer: the dialog is open yet, under the name it had
	let answer = () => {};
	const told = new Promise<void>((resolve) => (answer = resolve));
	await page.route('**/api/v1/clients/sim-03', async (route) => {
		const response = await route.fetch();
		await told;
		await route.fulfill({ response });
	});
	await dialog.getByRole('button', { name: 'Save' }).click();
	const name = page.getByRole('heading', { level: 1, name: 'Schreibtisch 🦙', exact: true });
	await expect(name).toBeVisible();
	await expect(dialog).toBeVisible();
	answer();
	await expect(dialog).toBeHidden();
	await page.goto(`${simulated.stack.page}/?q=label:office`);
	await expect(page.getByRole('article', { name: 'Schreibtisch 🦙' })).toBeVisible();
});

test('the table is remembered, sorts, and stands in the address', async ({ page, simulated }) => {
	await page.goto(simulated.stack.page);
	await expect(page.getByRole('article', { name: 'sim-01' })).toBeVisible();
	await page.getByRole('button', { name: 'Dense table' }).click();
	const table = page.getByRole('table', { name: 'Machines' });
	await expect(table.getByRole('link', { name: 'sim-01' })).toBeVisible();
	await expect(page).toHaveURL(/view=table/);
	await table.getByRole('button', { name: 'Machine', exact: true }).click();
	await table.getByRole('button', { name: 'Machine', exact: true }).click();
	await expect(page).toHaveURL(/sort=-name/);
	await expect(table.getByRole('row').nth(1)).toContainText('sim-06');
	await page.goto(simulated.stack.page);
	await expect(table).toBeVisible();
	await expect(page).toHaveURL(/view=table/);
});

test('curves begin with what was before, asked once for all machines', async ({
	page,
	simulated
}) => {
	interface Told {
		clients: { client_id: string; cpu_percent: (number | null)[] }[];
	}
	const measured = ({ clients }: Told) =>
		clients.find((it) => it.client_id === 'sim-00000')?.cpu_percent.some((it) => it !== null) ??
		false;
	await expect.poll(async () => measured(await simulated.ask<Told>('/telemetry'))).toBe(true);
	const asked: string[] = [];
	page.on('request', (it) => {
		if (it.url().endsWith('/api/v1/telemetry')) asked.push(it.method());
	});
	const [reply] = await Promise.all([
		page.waitForResponse('**/api/v1/telemetry'),
		page.goto(simulated.stack.page)
	]);
	expect(measured((await reply.json()) as Told)).toBe(true);
	await expect(page.getByRole('article').first()).toBeVisible();
	expect(asked).toEqual(['GET']);
});

test('who is offline needs attention, and is forgotten by name', async ({ page, simulated }) => {
	await page.goto(simulated.stack.page);
	await expect(page.getByRole('article', { name: 'sim-00000' })).toBeVisible();
	await simulated.single.stop();
	const attention = page.getByRole('region', { name: 'Needs attention' });
	const offline = attention.getByRole('listitem').filter({ hasText: 'Offline' });
	await offline.getByRole('link', { name: /^sim-00000/ }).click();
	await page.getByRole('button', { name: 'Forget this machine' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('sim-00000');
	await expect(dialog).toContainText('20 installed models');
	await expect(dialog).toContainText('its 2 labels');
	await dialog.getByRole('button', { name: 'Forget' }).click();
	await expect(page.getByRole('article', { name: 'sim-01' })).toBeVisible();
	await expect(page.getByRole('article', { name: 'sim-00000' })).toHaveCount(0);
});
