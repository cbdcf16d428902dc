import { readFile } from 'node:fs/promises';
import { benchmarkFile } from './benchmark-file';
import { expect, test } from './alone';

/** A result from elsewhere, on a server that has no machine at all. */
test('an imported benchmark is read by mouse, by keyboard and in its address', async ({
	page,
	stack
}) => {
	await page.goto(`${stack.page}/benchmarks`);
	await expect(page.getByText('No benchmarks yet')).toBeVisible();
	const name = 'before <script>alert(1)</script> 🦙';
	await page.getByLabel('A benchmark’s file').setInputFiles({
		name: 'result.json',
		mimeType: 'application/json',
		buffer: Buffer.from(benchmarkFile(name))
	});
	await expect(page.getByRole('heading', { name })).toBeVisible();

	const throughput = page.getByRole('slider', { name: 'Throughput', exact: true });
	await throughput.focus();
	await page.keyboard.press('Home');
	await expect(throughput).toHaveAttribute('aria-valuetext', /^1: desk \d+\.\d\stokens\/s$/);

	await page
		.getByRole('combobox', { name: 'At', exact: true })
		.selectOption({ label: 'concurrency 2' });
	await page
		.getByRole('combobox', { name: 'Metric', exact: true })
		.selectOption({ label: 'Decode rate' });
	const strips = page.getByRole('slider', { name: 'Decode rate: every request' });
	await expect(strips).toHaveAttribute('aria-valuetext', /14 values, 2 rejected/);
	const meanwhile = page.getByRole('slider', { name: 'Temperature, GPU 0' });
	await expect(meanwhile).toBeVisible();
	await strips.focus();
	await page.keyboard.press('ArrowRight');
	await expect(strips).toHaveAttribute('aria-valuetext', /round 7$/);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/work=concurrency.*metric=decode_rate.*sample=\d+/);
	await page.reload();
	await expect(page.getByRole('combobox', { name: 'Sample', exact: true })).toHaveValue(/\d+/);
	await expect(meanwhile).toBeVisible();

	await page.getByRole('button', { name: 'Save Temperature, GPU 0' }).click();
	const [saved] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('menuitem', { name: 'Save SVG' }).click()
	]);
	const picture = await readFile(await saved.path(), 'utf8');
	expect(picture).toContain('Temperature');
	expect(picture).not.toContain('var(');
});

test('an own workload is made, changed and deleted', async ({ page, stack }) => {
	await page.goto(`${stack.page}/benchmarks/workloads`);
	await expect(page.getByRole('button', { name: /^Chat/ })).toBeVisible();
	await page.getByRole('button', { name: 'New workload' }).click();
	await page.getByLabel('Id', { exact: true }).fill('tickets');
	await page.getByRole('button', { name: 'Create' }).click();
	const shown = page.getByRole('region', { name: 'Workload' });
	await expect(shown.getByRole('heading', { name: 'Our tickets' })).toBeVisible();
	await expect(shown.getByText('2 own prompts')).toBeVisible();

	await shown.getByRole('button', { name: 'Edit' }).click();
	const editor = page.getByRole('dialog');
	const text = editor.getByLabel('JSON');
	await text.fill((await text.inputValue()).replace('"output_tokens": 64', '"output_tokens": 32'));
	await editor.getByRole('button', { name: 'Save as a new version' }).click();
	await expect(shown.getByText('up to 32 tokens')).toBeVisible();

	await shown.getByRole('button', { name: 'Delete' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
	await expect(page.getByRole('button', { name: /Our tickets/ })).toHaveCount(0);
});
