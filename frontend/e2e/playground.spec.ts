import type { Page } from '@playwright/test';
import { expect, test } from './stack';

/** One prompt to real models on two machines, what people think of the answers, and a chat. */
// a small model on a machine that is busy with other things writes a word a second
test.describe.configure({ timeout: 180_000 });

const prompt = 'Write a long story about a llama that walks to the sea.';
const desk = 'smollm2:135m on desk';
const lab = 'notes:135m on lab';

const card = (page: Page, name: string) => page.getByRole('article', { name });
const ask = (page: Page) => page.getByRole('button', { name: 'Ask 2 models' });

async function choose(page: Page, name: string) {
	const box = page.getByRole('checkbox', { name, exact: true });
	await expect(box).toBeEnabled({ timeout: 60_000 });
	await box.check();
}

test('two answers stream side by side with their speeds; one is stopped, a reload goes on', async ({
	page,
	fleet
}) => {
	await page.goto(`${fleet.page}/playground`);
	await page.getByRole('button', { name: 'Choose models' }).click();
	await choose(page, desk);
	await page.getByRole('combobox', { name: 'Search installed models' }).fill('notes lab');
	await choose(page, lab);
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
	await page.getByRole('button', { name: 'Options' }).click();
	await page.getByRole('spinbutton', { name: 'num_predict' }).fill('1000');
	await ask(page).click();

	for (const name of [desk, lab]) {
		await expect(card(page, name).getByText('from pieces')).toBeVisible({ timeout: 40_000 });
		await expect(
			card(page, name)
				.getByText(/^[\d.]+\s(ms|s)$/)
				.first()
		).toBeVisible();
	}
	const text = page.getByRole('region', { name: `Text of ${desk}` });
	await page.getByRole('button', { name: `Stop ${lab}` }).click();
	await expect(card(page, lab).getByText('Stopped')).toBeVisible();
	await expect(page).toHaveURL(/run=/);
	const length = async () => (await text.innerText()).length;
	await page.reload();
	await expect(card(page, lab).getByText('Stopped')).toBeVisible();
	// all of it is there again, and it goes on
	await expect(text).toBeVisible();
	const before = await length();
	const whole = card(page, desk).getByText('Ollama’s counters');
	const goesOn = async () => (await length()) > before || (await whole.isVisible());
	await expect.poll(goesOn, { timeout: 30_000 }).toBe(true);
	const stop = page.getByRole('button', { name: 'Stop all' });
	await expect(async () => {
		// it may end by itself, also while the click is under way
		if (await stop.isVisible()) await stop.click({ timeout: 5000 });
		await expect(stop).toBeHidden({ timeout: 5000 });
	}).toPass();
});

test('a blind vote tells the names afterwards, and stands in the table', async ({
	page,
	fleet
}) => {
	const pairs = 'pair=smollm2:135m@desk&pair=notes:135m@lab';
	await page.goto(`${fleet.page}/playground?${pairs}&prompt=Say+hello.&num_predict=4&blind=1`);
	await ask(page).click();
	await expect(card(page, 'Answer A')).toBeVisible();
	await expect(card(page, desk)).toBeHidden();
	const vote = page.getByRole('group', { name: 'Vote' });
	await vote.getByRole('button', { name: 'Answer A' }).click({ timeout: 60_000 });
	for (const name of [desk, lab])
		await expect(card(page, name).getByText('Ollama’s counters')).toBeVisible();
	await page.getByRole('button', { name: 'Differences' }).click();
	await expect(page.getByText('of the words are in both')).toBeVisible();

	await page.getByRole('link', { name: 'Preferences' }).click();
	await page.getByRole('button', { name: 'Blind only' }).click();
	const row = page.getByRole('row', { name: /135m over .*135m/ });
	await expect(row).toContainText('smollm2:135m');
	await expect(row).toContainText('21–100');
});

test('a prompt becomes a workload', async ({ page, fleet }) => {
	await page.goto(
		`${fleet.page}/playground?pair=smollm2:135m@desk&prompt=Say+hello.&num_predict=8`
	);
	await page.getByRole('button', { name: 'Ask 1 model' }).click();
	await page.getByRole('button', { name: 'Save as workload' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Name').fill('Our hello');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('Workload our-hello is saved')).toBeVisible();
	const kept = await page.request.get(`${fleet.api}/api/v1/workloads/our-hello`);
	expect(await kept.json()).toMatchObject({
		workload: { prompts: ['Say hello.'], output_tokens: 8 }
	});
});

test('a chat remembers what was said, also after a reload', async ({ page, fleet }) => {
	await page.goto(`${fleet.page}/playground/chat?pair=smollm2:135m@desk&num_predict=4`);
	const chat = page.getByRole('list', { name: 'Chat' });
	const message = page.getByRole('textbox', { name: 'Message' });
	const again = page.getByRole('button', { name: 'Answer again' });
	await message.fill('My name is Ada.');
	await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled();
	await message.press('Enter');
	await expect(again).toBeEnabled({ timeout: 60_000 });
	await expect(chat.getByText('by Ollama’s counters')).toBeVisible();
	await message.fill('What is my name?');
	await message.press('Enter');
	await expect(chat.getByRole('listitem')).toHaveCount(4);
	await expect(again).toBeEnabled({ timeout: 60_000 });
	await page.reload();
	await expect(chat.getByRole('listitem')).toHaveCount(4);

	await page.getByRole('button', { name: 'Edit and resend' }).first().click();
	await page.getByRole('textbox', { name: 'Edit the message' }).fill('My name is Eve.');
	await page.getByRole('button', { name: 'Resend', exact: true }).click();
	await expect(chat.getByRole('listitem')).toHaveCount(2);
	await expect(again).toBeEnabled({ timeout: 60_000 });
	await page.getByRole('button', { name: 'Clear' }).click();
	await expect(chat.getByRole('listitem')).toHaveCount(0);
});
