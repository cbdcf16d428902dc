import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { benchmarkFile } from './benchmark-file';
import { expect, test as base } from './alone';

/** What was measured, read later: from files of another server, on one that has no machine at all. */
const test = base.extend<object, { ids: readonly string[] }>({
	/** Of two benchmarks of the same cells, `winter` the older one. */
	ids: [
		async ({ stack }, use) => {
			const ids: string[] = [];
			for (const [name, january] of [
				['winter', 1],
				['spring', 5]
			] as const) {
				const reply = await fetch(`${stack.api}/api/v1/benchmarks/import`, {
					method: 'POST',
					headers: { 'content-type': 'text/plain' },
					body: benchmarkFile(name, january)
				});
				expect(reply.ok, await reply.clone().text()).toBe(true);
				ids.push(((await reply.json()) as { benchmark_id: string }).benchmark_id);
			}
			await use(ids);
		},
		{ scope: 'worker' }
	]
});

// an answer may be a cold one on a busy machine
test.use({ actionTimeout: 20_000 });
const room = { timeout: 20_000 };

test('the leaderboard has the newest result, and leads to its history', async ({
	page,
	stack,
	ids
}) => {
	await page.goto(`${stack.page}/benchmarks/leaderboard?workload=concurrency`);
	const one = page.getByRole('region', { name: 'concurrency concurrency=1', exact: true });
	const row = one.getByRole('row').filter({ hasText: 'tiny:1b' });
	await expect(row).toHaveCount(1, room);
	await expect(row).toContainText('desk');
	await expect(row.getByText('front', { exact: true })).toBeHidden();
	await expect(row.getByRole('link', { name: 'spring', exact: true })).toHaveAttribute(
		'href',
		`/benchmarks/${ids[1]!}`
	);
	await row.getByRole('link', { name: 'History of tiny:1b on desk', exact: true }).click();

	await expect(page.getByRole('heading', { name: 'History', exact: true })).toBeVisible(room);
	const cell = page.getByRole('region', { name: /^concurrency concurrency=1: / });
	const links = cell.getByRole('table').getByRole('link');
	await expect(links).toHaveText(['spring', 'winter'], room);
	const plot = cell.getByRole('slider').first();
	await plot.focus();
	await page.keyboard.press('Home');
	await expect(plot).toContainText('winter');
	await page.keyboard.press('End');
	await expect(plot).toContainText('spring');
	await page.reload();
	await links.nth(1).click();
	await expect(page.getByRole('heading', { name: 'winter', exact: true })).toBeVisible(room);
});

test('advice tells who keeps to a limit, from what, and who does not', async ({
	page,
	stack,
	ids
}) => {
	await page.goto(`${stack.page}/benchmarks/advice?model=tiny%3A1b&workload=concurrency`);
	const machines = page.getByRole('list', { name: 'Machines', exact: true });
	const desk = machines.getByRole('listitem').filter({ hasText: 'desk' }).first();
	await expect(desk.getByRole('link', { name: 'spring', exact: true })).toHaveAttribute(
		'href',
		`/benchmarks/${ids[1]!}`,
		room
	);
	await expect(desk).toContainText('500');
	const limit = page.getByRole('spinbutton', { name: 'First token within, ms', exact: true });
	await limit.fill('900');
	await expect(desk.getByText('Within limits', { exact: true })).toBeVisible(room);
	await limit.fill('100');
	await expect(desk.getByText('Too slow', { exact: true })).toBeVisible(room);
	await expect(page).toHaveURL(/ttft=100/);
});

test('the report is one file: it opens from disk and asks for nothing', async ({
	page,
	browser,
	stack,
	ids
}, { outputDir }) => {
	await page.goto(`${stack.page}/benchmarks/${ids[0]!}`);
	await page.getByRole('button', { name: 'Export', exact: true }).click();
	const [saved] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('menuitem', { name: /^HTML/ }).click()
	]);
	expect(saved.suggestedFilename()).toMatch(/\.html$/);
	const file = path.join(outputDir, saved.suggestedFilename());
	await saved.saveAs(file);

	const elsewhere = await browser.newContext({ offline: true });
	const report = await elsewhere.newPage();
	const asked: string[] = [];
	const errors: string[] = [];
	report.on('request', (it) => asked.push(it.url()));
	report.on('pageerror', (error) => errors.push(error.message));
	report.on('console', (it) => it.type() === 'error' && errors.push(it.text()));
	await report.goto(pathToFileURL(file).href, { waitUntil: 'networkidle' });
	await expect(report.getByRole('heading', { level: 1 })).toContainText('winter');
	await expect(report.getByRole('cell', { name: /tiny:1b/ }).first()).toBeVisible();
	await expect(report.locator('svg').first()).toBeVisible();
	expect(asked).toEqual([pathToFileURL(file).href]);
	expect(errors).toEqual([]);
	await elsewhere.close();
});

test('degrees and times are as chosen, everywhere and after a reload', async ({
	page,
	stack,
	ids
}) => {
	const choice = (name: string) => page.getByRole('radio', { name, exact: true });
	const temperature = page.getByRole('slider', { name: 'Temperature, GPU 0', exact: true });
	const when = page.getByRole('main').locator('time').first();
	const benchmark = `${stack.page}/benchmarks/${ids[1]!}?sample=1`;
	await page.goto(`${stack.page}/settings`);
	await choice('°F').check({ force: true });
	await choice('Date and time').check({ force: true });
	await expect(page.getByText('A busy graphics card 160 °F.')).toBeVisible();
	for (const look of [() => page.goto(benchmark), () => page.reload()]) {
		await look();
		await temperature.focus(room);
		await page.keyboard.press('Home');
		await expect(temperature).toHaveAttribute('aria-valuetext', /140\s°F/);
		await expect(when).toHaveText(/^Jan 5, /);
	}
	await page.goto(`${stack.page}/settings`);
	await expect(choice('°F')).toBeChecked();
	await expect(choice('Date and time')).toBeChecked();
	await choice('°C').check({ force: true });
	await choice('3 min ago').check({ force: true });
	await page.goto(benchmark);
	await temperature.focus(room);
	await page.keyboard.press('Home');
	await expect(temperature).toHaveAttribute('aria-valuetext', /60\s°C/);
	await expect(when).toHaveText(/ ago$/);
});
