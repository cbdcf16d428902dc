import type { Page } from '@playwright/test';
import { Keys } from './keys';
import { expect, live, test } from './simulated';

/** Every main flow by keys alone: where the focus goes, that it can be seen, and that it comes back. */
test.use({ viewport: { width: 1440, height: 900 }, contextOptions: { reducedMotion: 'reduce' } });

const MODEL = 'deepseek-r1:7b'; // at the top of the list
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const path = (name: string) => `/models/${encodeURIComponent(name)}`;

test('the frame: skip, go, find, switch, ask for the keys', async ({ page, simulated }) => {
	const keys = new Keys(page);
	await page.goto(simulated.stack.page);
	await expect(page.getByRole('article', { name: 'sim-01' })).toBeVisible();
	await keys.to(page.getByRole('link', { name: 'Skip to content' }));
	await keys.press('Enter');
	await expect(page.getByRole('main')).toBeFocused();

	const models = page
		.getByRole('navigation', { name: 'Main', exact: true })
		.getByRole('link', { name: 'Models' });
	await keys.to(models, 'Shift+Tab');
	await keys.press('Enter');
	await expect(page.getByRole('heading', { name: 'Models' })).toBeAttached();
	await keys.to(button(page, 'Find anything (Ctrl K)'));
	await keys.press('?');
	await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Go to the models');
	await keys.press('Escape');
	await keys.at(button(page, 'Find anything (Ctrl K)'));

	const palette = page.getByRole('dialog', { name: 'Command palette' });
	await keys.press('Enter');
	await keys.type('sim-02');
	await expect(palette.getByRole('option', { selected: true })).toContainText('sim-02');
	await keys.press('Enter');
	await expect(page.getByRole('heading', { name: 'sim-02' })).toBeVisible();
	const dark = () => page.evaluate(() => document.documentElement.classList.contains('dark'));
	const before = await dark();
	await keys.press('Control+k');
	await keys.type('switch to');
	await keys.press('Enter');
	await expect.poll(dark).toBe(!before);
	await keys.press('Control+k', 'ArrowDown', 'ArrowUp', 'End');
	await expect(palette.getByRole('option', { selected: true })).toBeInViewport();
	await keys.press('Escape', 'g', 'm');
	await expect(page).toHaveURL(/\/models$/);
});

test('models: search and take what is offered, select, choose from menus, confirm or not', async ({
	page,
	simulated
}) => {
	const keys = new Keys(page);
	await page.goto(`${simulated.stack.page}/models`);
	await expect(page.getByRole('row', { name: MODEL })).toBeVisible();
	const search = page.getByRole('combobox', { name: 'Search models' });
	await keys.press('/');
	await keys.at(search);
	await keys.type('fam');
	await keys.press('ArrowDown', 'Enter');
	await expect(search).toHaveValue('family:');
	await keys.type('gem');
	await expect(page.getByRole('option', { name: /gemma3/ })).toBeVisible();
	await keys.press('ArrowDown', 'Enter');
	await expect(search).toHaveValue(/family:gemma3\s?/);
	await expect(page.getByRole('row', { name: MODEL })).toBeHidden();
	await keys.press('Escape', 'Escape');
	await expect(search).toHaveValue('');
	await keys.press('Escape');
	await expect(search).not.toBeFocused();

	await keys.press('j', 'x', 'j', 'x');
	const chosen = page.getByRole('region', { name: 'Selection' });
	await expect(chosen).toContainText('2 models on');
	const more = button(page, 'More');
	await keys.to(more);
	await keys.press('Enter');
	await keys.at(page.getByRole('menuitem', { name: 'Transfer' }));
	await keys.press('End');
	await keys.at(page.getByRole('menuitem', { name: 'Delete' }));
	await keys.press('Escape');
	await keys.at(more);
	await expect(page.getByRole('menu')).toHaveCount(0);
	await keys.press('Space');
	await keys.at(page.getByRole('menuitem', { name: 'Transfer' }));
	await keys.press('End');
	await keys.at(page.getByRole('menuitem', { name: 'Delete' }));
	await keys.press('Enter');
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText(MODEL);
	await expect(dialog.locator(':focus')).toHaveCount(1);
	await keys.press('Escape');
	await expect(dialog).toBeHidden();
	await keys.at(more);
	await keys.to(button(page, 'Clear selection'), 'Shift+Tab');
	await keys.press('Enter');
	await expect(chosen).toBeHidden();
	await expect(page.getByRole('main')).toBeFocused();
});

test('models: saved searches, columns, export, the grid and its cells', async ({
	page,
	simulated
}) => {
	const keys = new Keys(page);
	await page.goto(`${simulated.stack.page}/models?q=size:>4GB`);
	await expect(page.getByRole('row', { name: MODEL })).toBeVisible();
	const saved = button(page, 'Saved');
	await keys.to(saved);
	await keys.press('Enter');
	await keys.at(page.getByLabel('Name of this search'));
	await keys.type('large');
	await keys.press('Enter');
	await expect(button(page, 'large')).toBeVisible();
	await keys.press('Escape');
	await keys.at(saved);
	await keys.press('Enter');
	await keys.at(button(page, 'large'));
	await keys.press('Enter');
	await keys.at(saved);

	const columns = button(page, 'Columns');
	await keys.to(columns);
	await keys.press('Enter');
	await keys.at(page.getByLabel('Family', { exact: true }).last());
	await keys.press('Space', 'Escape');
	await keys.at(columns);
	await expect(page.getByRole('columnheader', { name: 'Family' })).toBeHidden();

	await keys.to(page.getByRole('button', { name: 'Export what is shown as CSV' }));
	const [file] = await Promise.all([page.waitForEvent('download'), keys.press('Enter')]);
	expect(file.suggestedFilename()).toContain('obt-models');

	await keys.to(button(page, 'Grid'));
	await keys.press('Enter');
	const grid = page.getByRole('grid');
	await keys.to(grid);
	const active = async () => {
		const id = await grid.getAttribute('aria-activedescendant');
		return page.locator(`[id="${id ?? ''}"]`);
	};
	const first = await (await active()).getAttribute('aria-label');
	await keys.press('ArrowDown', 'ArrowRight');
	await expect(await active()).not.toHaveAttribute('aria-label', first ?? '');
	await keys.press('Space');
	await expect(await active()).toHaveAttribute('aria-selected', 'true');
	await keys.press('Shift+ArrowRight');
	await expect(page.getByRole('gridcell', { selected: true })).toHaveCount(2);
	await keys.press('Escape');
	await expect(page.getByRole('gridcell', { selected: true })).toHaveCount(0);
	const model = /^(\S+) on /.exec((await (await active()).getAttribute('aria-label')) ?? '')?.[1];
	await keys.press('Enter');
	await expect(page).toHaveURL(new RegExp(`${path(model ?? '-')}|/models/${model ?? '-'}`));
});

test('a machine: opened, its parts, its charts, its labels', async ({ page, simulated }) => {
	const keys = new Keys(page);
	await page.goto(simulated.stack.page);
	const card = page.getByRole('article', { name: 'sim-04' });
	await keys.to(card.getByRole('link', { name: 'sim-04' }));
	await keys.press('Enter');
	await expect(page.getByRole('heading', { name: 'sim-04' })).toBeVisible();
	const chart = page.getByRole('slider', { name: 'CPU' });
	await keys.to(chart);
	await keys.press('Home');
	await expect(chart).toHaveAttribute('aria-valuenow', '0');
	await expect(chart).toHaveAttribute('aria-valuetext', /CPU|%/);
	await keys.to(page.getByRole('button', { name: /^Models/ }), 'Shift+Tab');
	await keys.press('Space');
	await expect(page).toHaveURL(/tab=models/);
	await expect(page.getByRole('region', { name: 'Installed models' })).toBeVisible();

	const edit = button(page, 'Edit');
	await keys.to(edit, 'Shift+Tab');
	await keys.press('Enter');
	const dialog = page.getByRole('dialog');
	await keys.to(dialog.getByLabel(/^Labels/));
	await keys.press('Control+a');
	await keys.type('quiet');
	await keys.to(dialog.getByRole('button', { name: 'Save' }));
	await keys.press('Enter');
	await expect(dialog).toBeHidden();
	await keys.at(edit);
	await expect(page.getByText('quiet', { exact: true })).toBeVisible();
});

test('playground: choose, ask, stop one, stop all, vote', async ({ page, simulated }) => {
	const keys = new Keys(page);
	await page.goto(`${simulated.stack.page}/playground`);
	const choose = page.getByRole('button', { name: 'Choose models' });
	const kinds = ['vision', 'thinking', 'tools -capability:thinking'];
	const found = await Promise.all(kinds.map((it) => simulated.find(`capability:${it}`)));
	const pairs = found.map(({ name, client }) => `${name} on ${client}`);
	await keys.to(choose);
	await keys.press('Enter');
	const drawer = page.getByRole('dialog', { name: 'Choose models' });
	await keys.press('Escape');
	await keys.at(choose);
	await keys.press('Enter');
	for (const pair of pairs) {
		const box = drawer.getByRole('checkbox', { name: pair, exact: true });
		await keys.to(box);
		await keys.press('Space');
		await expect(box).toBeChecked();
	}
	await keys.to(drawer.getByRole('button', { name: 'Close' }));
	await keys.press('Enter');
	await keys.at(choose);

	await keys.to(page.getByRole('textbox', { name: 'Prompt' }));
	await keys.type('Count as far as you can.');
	await keys.to(button(page, 'Options'));
	await keys.press('Enter');
	await keys.to(page.getByRole('spinbutton', { name: 'num_predict' }), 'Shift+Tab');
	await keys.type('20000');
	await keys.to(button(page, 'Ask 3 models'));
	await keys.press('Enter');
	const stopAll = button(page, 'Stop all');
	await keys.at(stopAll);
	const one = page.getByRole('article', { name: pairs[0] });
	await expect(one.getByText('from pieces')).toBeVisible({ timeout: 20_000 });
	await keys.to(button(page, `Stop ${pairs[0]!}`));
	await keys.press('Enter');
	await expect(one.getByText('Stopped')).toBeVisible();
	await keys.at(page.getByRole('region', { name: `Text of ${pairs[0]!}` }));
	await keys.to(stopAll, 'Shift+Tab');
	await keys.press('Enter');
	await keys.at(button(page, 'Ask 3 models'));
	await expect(page.getByText('Stopped', { exact: true })).toHaveCount(3);

	await keys.to(page.getByRole('checkbox', { name: 'Blind' }), 'Shift+Tab');
	await keys.press('Space');
	await keys.to(page.getByRole('spinbutton', { name: 'num_predict' }), 'Shift+Tab');
	await keys.press('Control+a');
	await keys.type('8');
	await keys.to(button(page, 'Ask 3 models'));
	await keys.press('Enter');
	const best = page.getByRole('group', { name: 'Vote' }).getByRole('button', { name: 'Answer A' });
	await expect(best).toBeVisible({ timeout: 30_000 });
	await keys.to(best);
	const casting = page.waitForRequest(
		(it) => it.method() === 'POST' && it.url().endsWith('/preferences')
	);
	await keys.press('Enter');
	const { losers } = (await casting).postDataJSON() as { losers: unknown[] };
	expect(losers, 'one request for the whole vote').toHaveLength(2);
	await expect(page.getByText('2 votes are kept, with the prompt.')).toBeVisible();
	await keys.at(page.getByRole('region', { name: 'Answers', exact: true }));
	const { total } = await simulated.ask<{ total: number }>('/preferences?blind=true');
	expect(total).toBe(2);
});

test('chat: said, edited or not, asked again', async ({ page, simulated }) => {
	const keys = new Keys(page);
	const { name, client } = await simulated.find('capability:tools');
	const pair = encodeURIComponent(`${name}@${client}`);
	await page.goto(`${simulated.stack.page}/playground/chat?pair=${pair}&num_predict=4`);
	const chat = page.getByRole('list', { name: 'Chat' });
	await keys.to(page.getByRole('textbox', { name: 'Message' }));
	await keys.type('Hello.');
	await keys.to(button(page, 'Send'));
	await keys.press('Enter');
	await keys.at(page.getByRole('textbox', { name: 'Message' }));
	const again = button(page, 'Answer again');
	await expect(again).toBeEnabled({ timeout: 30_000 });
	const edit = button(page, 'Edit and resend');
	await keys.to(edit, 'Shift+Tab');
	await keys.press('Enter');
	await keys.at(page.getByRole('textbox', { name: 'Edit the message' }));
	await keys.press('Escape');
	await keys.at(edit);
	await keys.to(again);
	const asking = page.waitForRequest(
		(it) => it.method() === 'POST' && it.url().endsWith('/playground')
	);
	await keys.press('Enter');
	await asking;
	await expect(again).toBeEnabled({ timeout: 30_000 });
	await expect(chat.getByRole('listitem')).toHaveCount(2);
});

test('a benchmark: made in its dialog, and cancelled', async ({ page, simulated }) => {
	const keys = new Keys(page);
	await page.goto(`${simulated.stack.page}/benchmarks`);
	await live(page);
	const create = button(page, 'New benchmark').first();
	await keys.to(create);
	await keys.press('Enter');
	const dialog = page.getByRole('dialog');
	await expect(dialog.locator(':focus')).toHaveCount(1);
	await keys.press('Escape');
	await expect(dialog).toBeHidden();
	await keys.at(create);
	await keys.press('Enter');
	await keys.to(dialog.getByRole('textbox', { name: 'Name' }));
	await keys.type('by keys');
	await keys.to(dialog.getByRole('group', { name: 'Models' }).getByRole('checkbox').first());
	await keys.press('Space');
	await keys.to(dialog.getByRole('checkbox', { name: 'All machines shown' }));
	await keys.press('Space');
	await keys.to(dialog.getByRole('button', { name: 'Measure' }));
	await keys.press('Enter');
	await expect(page.getByRole('heading', { name: 'by keys' })).toBeVisible();
	await keys.to(button(page, 'Cancel'));
	await keys.press('Enter');
	await expect(page.getByText('Cancelled').first()).toBeVisible({ timeout: 20_000 });
});

for (const at of ['/?view=table', '/clients/sim-01', '/models', '/jobs', '/settings'])
	test(`${at}: every stop shows that it has the focus`, async ({ page, simulated }) => {
		await page.goto(simulated.stack.page + at);
		await live(page);
		await expect(page.locator('main [aria-busy=true]')).toHaveCount(0);
		const stops = await new Keys(page).stops(40);
		expect(stops.length).toBeGreaterThan(10);
		expect(stops.filter((it) => !it.ringed).map((it) => it.html)).toEqual([]);
	});
