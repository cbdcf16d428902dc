import type { Page } from '@playwright/test';
import { expect, test } from './simulated';

/** The playground with models that see and think, as no model does that is small enough for tests. */
const PIXEL =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const pair = ({ name, client }: { name: string; client: string }) =>
	`pair=${encodeURIComponent(`${name}@${client}`)}`;
/** Two frames: what was begun in this one is done. */
const drawn = (page: Page) =>
	page.evaluate(
		() =>
			new Promise((done) => {
				requestAnimationFrame(() => requestAnimationFrame(done));
			})
	);
const article = (page: Page, model: string) => page.getByRole('article', { name: model });

test('a picture goes to who can see, thoughts stand apart, and a prompt comes back', async ({
	page,
	simulated
}) => {
	const sees = await simulated.find('capability:vision');
	const thinks = await simulated.find('capability:thinking');
	const pairs = `${pair(sees)}&${pair(thinks)}`;
	await page.goto(`${simulated.stack.page}/playground?${pairs}&num_predict=20`);
	await page.getByLabel('Pictures to show').setInputFiles({
		name: 'pixel.png',
		mimeType: 'image/png',
		buffer: Buffer.from(PIXEL, 'base64')
	});
	await expect(page.getByRole('img', { name: 'pixel.png' })).toBeVisible();
	await expect(page.getByText(`Cannot see pictures: ${thinks.name}.`)).toBeVisible();
	await page.getByRole('button', { name: `Leave out ${thinks.name}` }).click();
	await expect(page.getByText('Cannot see pictures')).toBeHidden();
	await page.getByRole('textbox', { name: 'Prompt' }).fill('What is this?');
	const asking = page.waitForRequest(
		(it) => it.method() === 'POST' && it.url().endsWith('/playground')
	);
	await page.getByRole('button', { name: 'Ask 1 model' }).click();
	expect((await asking).postDataJSON()).toMatchObject({ images: [PIXEL] });
	const ended = article(page, sees.name).getByText('Ollama’s counters');
	await expect(ended).toBeVisible({ timeout: 30_000 });
	await page.getByRole('button', { name: 'Remove pixel.png' }).click();
	await expect(page.getByRole('img', { name: 'pixel.png' })).toBeHidden();

	await page.goto(`${simulated.stack.page}/playground?${pair(thinks)}&think=on&num_predict=20`);
	await page.getByRole('button', { name: 'Recent' }).click();
	await page.getByRole('menuitem', { name: 'What is this?' }).click();
	await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('What is this?');
	await page.getByRole('button', { name: 'Ask 1 model' }).click();
	const thinking = article(page, thinks.name).getByRole('group').filter({ hasText: 'Thinking' });
	await expect(thinking).toBeVisible({ timeout: 30_000 });
	await expect(article(page, thinks.name).getByText('Ollama’s counters')).toBeVisible();
});

test('long answers scroll together, or each for itself', async ({ page, simulated }) => {
	const one = await simulated.find('capability:vision');
	const other = await simulated.find('capability:tools -capability:thinking');
	const pairs = `${pair(one)}&${pair(other)}`;
	await page.setViewportSize({ width: 900, height: 500 }); // so that little text is long
	await page.goto(
		`${simulated.stack.page}/playground?${pairs}&num_predict=180&prompt=Tell+me+everything.`
	);
	await page.getByRole('button', { name: 'Ask 2 models' }).click();
	for (const { name } of [one, other])
		await expect(article(page, name).getByText('Ollama’s counters')).toBeVisible({
			timeout: 60_000
		});
	const panes = page.getByRole('region', { name: /^Text of/ });
	const top = (n: number) => panes.nth(n).evaluate((it) => it.scrollTop);
	const scroll = (to: number) =>
		panes.first().evaluate((it, share) => it.scrollTo({ top: share * it.scrollHeight }), to);
	const below = (n: number) =>
		panes.nth(n).evaluate((it) => it.scrollHeight - it.clientHeight - it.scrollTop);
	await expect.poll(() => below(1), 'it followed its text').toBeLessThanOrEqual(1);
	const end = await top(1);
	expect(end).toBeGreaterThan(0);
	await page.getByRole('checkbox', { name: 'Scroll together' }).uncheck();
	await scroll(0);
	await expect.poll(() => top(0)).toBe(0);
	await drawn(page); // what follows a scroll comes with the frame after it
	expect(await top(1)).toBe(end);
	await page.getByRole('checkbox', { name: 'Scroll together' }).check();
	await scroll(1);
	await expect.poll(() => top(0)).toBeGreaterThan(0);
	await scroll(0);
	await expect.poll(() => top(1)).toBe(0);
});
