import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import path from 'node:path';
import { expect, live, root, test, type Furnished } from './furnished';
import { Keys } from './keys';

/**
 * What every page owes to everybody: readable by machines and people in both themes, nothing sticks out
 * on a phone, and pictures of it to look at. A page is one line here.
 */
interface Place {
	readonly name: string;
	readonly at: (lab: Furnished) => string;
	/** Shown once the page has what it shows. */
	readonly shows: (page: Page) => ReturnType<Page['locator']>;
	/** What is opened on it. */
	readonly open?: (page: Page) => Promise<void>;
	/** Without the frame that tells of the connection. */
	readonly bare?: true;
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name });
const title = (page: Page) => page.getByRole('heading', { level: 1 }).first();
const row = (page: Page) => page.getByRole('row').nth(1);
const rows = (page: Page) => page.getByRole('row').nth(2);
// by its name: the table draws only the rows in view
const found = (lab: Furnished) => `/models?q=${lab.model}`;
const select = async (page: Page) => {
	await page.getByRole('checkbox', { name: 'Select smollm2:135m', exact: true }).check();
	await expect(page.getByRole('region', { name: 'Selection' })).toBeVisible();
};
const press = (key: string) => async (page: Page) => {
	await page.keyboard.press(key);
	await expect(page.getByRole('dialog')).toBeVisible();
};
const choose = (item: string) => async (page: Page) => {
	await select(page);
	await page.getByRole('button', { name: 'More' }).click();
	await page.getByRole('menuitem', { name: item }).click();
	await expect(page.getByRole('dialog').first()).toBeVisible();
};

const places: readonly Place[] = [
	{ name: 'fleet', at: () => '/', shows: (page) => page.getByRole('article').first() },
	{ name: 'fleet-table', at: () => '/?view=table', shows: rows },
	{ name: 'fleet-none', at: () => '/?q=nobody', shows: heading('No machine matches') },
	{ name: 'machine', at: (lab) => `/clients/${lab.machine}`, shows: rows },
	{ name: 'models', at: () => '/models', shows: rows },
	{ name: 'models-selected', at: found, shows: row, open: select },
	{ name: 'models-grid', at: () => '/models?view=grid', shows: (page) => page.getByRole('grid') },
	{ name: 'transfer', at: found, shows: row, open: choose('Transfer') },
	{ name: 'delete', at: found, shows: row, open: choose('Delete') },
	{ name: 'model', at: (lab) => `/models/${lab.model}`, shows: title },
	{ name: 'playground', at: () => '/playground', shows: title },
	{ name: 'preferences', at: () => '/playground/preferences', shows: title },
	{ name: 'chat', at: () => '/playground/chat', shows: title },
	{ name: 'leaderboard', at: () => '/benchmarks/leaderboard', shows: title },
	{ name: 'compare', at: () => '/benchmarks/compare', shows: title },
	{ name: 'advice', at: () => '/benchmarks/advice', shows: title },
	{ name: 'history', at: () => '/benchmarks/history', shows: title },
	{ name: 'jobs', at: () => '/jobs', shows: (page) => page.getByText('no-such-model').first() },
	{
		name: 'benchmarks',
		at: () => '/benchmarks',
		shows: (page) => page.getByText('prefill').first()
	},
	{
		name: 'benchmark',
		at: (lab) => `/benchmarks/${lab.benchmark}`,
		shows: title
	},
	{ name: 'settings', at: () => '/settings', shows: (page) => page.getByText('Ended jobs') },
	{
		name: 'sign-in',
		at: () => '/sign-in',
		shows: (page) => page.getByRole('button', { name: 'Sign in', disabled: false }),
		bare: true
	},
	{ name: 'missing', at: () => '/no-such-page', shows: heading('There is no such page') },
	{
		name: 'palette',
		at: () => '/',
		shows: (page) => page.getByRole('article').first(),
		open: press('Control+k')
	},
	{
		name: 'keys',
		at: () => '/',
		shows: (page) => page.getByRole('article').first(),
		open: press('?')
	}
];

/** Names the element and the reason, so that a failure can be mended from the log alone. */
async function violations(page: Page): Promise<string[]> {
	const found = await new AxeBuilder({ page }).analyze();
	return found.violations.flatMap((it) =>
		it.nodes.map((node) => `${it.id}: ${node.html.slice(0, 200)} (${node.failureSummary ?? ''})`)
	);
}

const screens = path.join(root, 'frontend/test-results/screens');
const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const narrow = { width: 360, height: 780 };

async function look(page: Page, name: string, theme: 'dark' | 'light', size: typeof wide) {
	await page.setViewportSize(size);
	await page.evaluate(
		(dark) => document.documentElement.classList.toggle('dark', dark),
		theme === 'dark'
	);
	const file = `${name}-${theme}-${String(size.width)}.png`;
	await page.screenshot({ path: path.join(screens, file) });
}

// movement would be caught half-way; that it is left out when asked is a test of its own
test.use({ viewport: wide, contextOptions: { reducedMotion: 'reduce' } });

for (const place of places) {
	test(`${place.name}: no violation, nothing sticks out`, async ({ page, lab }) => {
		await page.goto(lab.stack.page + place.at(lab));
		if (!place.bare) await live(page);
		await expect(place.shows(page)).toBeVisible();
		await expect(page.locator('main [aria-busy=true]')).toHaveCount(0);
		await place.open?.(page);
		// the colours of both themes, the markup of both sizes, and pictures of all four
		await look(page, place.name, 'dark', wide);
		expect(await violations(page)).toEqual([]);
		await look(page, place.name, 'light', wide);
		expect(await violations(page)).toEqual([]);
		await look(page, place.name, 'light', phone);
		expect(await violations(page)).toEqual([]);
		await look(page, place.name, 'dark', phone);
		await page.setViewportSize(narrow);
		const sideways = () =>
			page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth
			);
		await expect.poll(sideways, 'pixels that stick out at 360').toBeLessThanOrEqual(0);
		expect(await page.title()).not.toBe('owned');
	});
}

test('by keyboard alone: skip, search, select, load, ask, go', async ({ page, lab }) => {
	const keys = new Keys(page);
	await page.goto(`${lab.stack.page}/models`);
	await expect(rows(page)).toBeVisible();

	await keys.press('Tab');
	await keys.at(page.getByRole('link', { name: 'Skip to content' }));
	await keys.press('Enter');
	await expect(page.getByRole('main')).toBeFocused();

	const search = page.getByRole('combobox', { name: 'Search models' });
	await keys.press('/');
	await keys.at(search);
	await keys.type('"smollm2:135m"');
	await expect(search).toHaveValue('"smollm2:135m"');
	await expect(page.getByRole('row')).toHaveCount(2);
	const box = page.getByRole('checkbox', { name: 'Select smollm2:135m', exact: true });
	await keys.to(box);
	await keys.press('Space');
	await expect(box).toBeChecked();

	const load = page.getByRole('button', { name: 'Load', exact: true });
	await keys.to(load);
	await keys.press('Enter');
	await expect(page.getByRole('region', { name: /Load jobs/ })).toBeVisible();
	await expect
		.poll(async () => JSON.stringify(await lab.ask('/models/smollm2:135m')))
		.toContain('"loaded":true');

	await keys.to(page.getByRole('button', { name: 'More', exact: true }));
	await keys.press('Enter');
	await keys.at(page.getByRole('menuitem').first()); // it takes the focus once it is shown
	await keys.press('End');
	await keys.at(page.getByRole('menuitem', { name: 'Delete' }));
	await keys.press('Enter');
	const dialog = page.getByRole('dialog');
	await expect(dialog).toBeVisible();
	await expect(dialog.locator(':focus')).toHaveCount(1);
	await keys.press('Escape');
	await expect(dialog).toBeHidden();

	await keys.to(load, 'Shift+Tab');
	const palette = page.getByRole('dialog', { name: 'Command palette' });
	await keys.press('Control+k');
	await expect(palette).toBeVisible();
	await keys.press('Escape');
	await keys.at(load); // Escape gives the focus back

	await keys.press('Control+k');
	await keys.type('settings');
	await expect(palette.getByRole('option', { selected: true })).toContainText('ettings');
	await keys.press('Enter');
	await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
	await keys.press('g', 'f');
	await expect(page.getByRole('list', { name: 'Machines' })).toBeVisible();
});

test('who asks for less movement gets none', async ({ page, lab }) => {
	await page.goto(lab.stack.page);
	await expect(page.getByRole('article').first()).toBeVisible();
	await press('Control+k')(page);
	const moving = await page.evaluate(() =>
		[...document.querySelectorAll('*')]
			.map((it) => getComputedStyle(it))
			.flatMap((it) => [it.transitionDuration, it.animationDuration])
			.flatMap((it) => it.split(', '))
			.filter((it) => parseFloat(it) > 0.001)
	);
	expect(moving).toEqual([]);
});

test('settings apply everywhere, at once, and after a reload', async ({ page, lab }) => {
	await page.goto(`${lab.stack.page}/settings`);
	await page.getByRole('radio', { name: 'All GiB' }).check({ force: true });
	await page.getByRole('radio', { name: 'Compact' }).check({ force: true });
	await page.getByRole('radio', { name: 'Light' }).check({ force: true });
	await expect(page.getByText('A model file 4.4 GiB')).toBeVisible();
	await page.goto(`${lab.stack.page}/models`);
	await expect(rows(page)).toContainText('GiB');
	expect((await rows(page).boundingBox())?.height).toBe(32);
	expect(await page.evaluate(() => document.documentElement.className)).not.toContain('dark');
	await page.goto(`${lab.stack.page}/settings`);
	await page.getByRole('button', { name: 'Forget all of it' }).click();
	await page.getByRole('button', { name: 'Forget', exact: true }).click();
	await expect(page.getByText('Nothing: all choices are the usual ones.')).toBeVisible();
	expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test('on paper: what is read, and nothing to press', async ({ page, lab }) => {
	await page.goto(`${lab.stack.page}/models`);
	await expect(rows(page)).toBeVisible();
	await page.emulateMedia({ media: 'print' });
	await expect(page.getByRole('banner')).toBeHidden();
	await expect(page.getByRole('navigation').first()).toBeHidden();
	await expect(page.getByRole('combobox')).toBeHidden();
	await expect(rows(page)).toBeVisible();
	const paper = await page.evaluate(
		() => getComputedStyle(document.documentElement).backgroundColor
	);
	expect(paper, 'dark on white').toBe('rgb(243, 245, 248)');
});
