import { expect, Stack, test as base } from './stack';

/** A stack of its own for each test: what a person meets first. */
const test = base.extend<{ start: (env?: Record<string, string>) => Promise<Stack> }>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from this pattern
	start: async ({}, use) => {
		const stacks: Stack[] = [];
		await use(async (env) => {
			const stack = await Stack.make(env);
			stacks.push(stack);
			return stack;
		});
		await Promise.all(stacks.map((stack) => stack.stop()));
	}
});

test('the first visit says the one command, and turns into the fleet', async ({ page, start }) => {
	const stack = await start();
	await page.goto(stack.page);
	await expect(page.getByText(/obt client --server/)).toBeVisible();
	await stack.add('first');
	await expect(page.getByRole('article', { name: 'first' })).toBeVisible({ timeout: 30_000 });
	await expect(page.getByText(/obt client --server/)).toBeHidden();
});

test('the server serves the same page itself', async ({ page, start }) => {
	const stack = await start();
	await page.goto(stack.api);
	await expect(page.getByText(`obt client --server ${stack.api}`)).toBeVisible();
	await stack.add('desk');
	await page.goto(`${stack.api}/models`);
	await expect(page.getByRole('row', { name: 'smollm2:135m' })).toBeVisible({ timeout: 60_000 });
	await page.reload();
	await expect(page.getByRole('row', { name: 'smollm2:135m' })).toBeVisible();
});

test('a page that cannot be fetched says why, and shows once the server is back', async ({
	page,
	start
}) => {
	const stack = await start();
	await page.goto(stack.api);
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
	await stack.server.stop('SIGKILL');
	await expect(page.getByText('Connection lost')).toBeVisible();
	await page.getByRole('link', { name: 'Jobs' }).first().click();
	await expect(page.getByText('The OBT server does not answer.')).toBeVisible();
	await stack.server.start();
	await expect(page.getByText('No jobs yet')).toBeVisible({ timeout: 30_000 });
});

test('with an admin token the page asks to sign in, and out again', async ({ page, start }) => {
	const locks = { OBT_ADMIN_TOKEN: 'a-good-token', OBT_ENROLL_TOKEN: 'another-one' };
	const stack = await start(locks);
	await stack.add('desk');
	await page.goto(`${stack.page}/models`);
	await page.getByLabel('Admin token').fill('a-wrong-token');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByText('That is not the admin token.')).toBeVisible();
	await page.getByLabel('Admin token').fill(locks.OBT_ADMIN_TOKEN);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByRole('row', { name: 'smollm2:135m' })).toBeVisible({ timeout: 60_000 });
	const [cookie] = await page.context().cookies();
	expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page.getByLabel('Admin token')).toBeVisible();
});

test('names are text, whatever is in them', async ({ page, start }) => {
	const stack = await start();
	await stack.add('desk');
	const name = '<script>document.title="owned"</script> مرحبا 🦙 '.padEnd(100, 'x');
	const client = `${stack.api}/api/v1/clients/desk`;
	await expect.poll(async () => (await fetch(client)).status, { timeout: 60_000 }).toBe(200);
	const reply = await fetch(client, {
		method: 'PATCH',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			name,
			labels: Array.from({ length: 200 }, (_, n) => `label-${String(n)}`)
		})
	});
	expect(reply.status).toBe(200);
	await page.setViewportSize({ width: 360, height: 780 });
	await page.goto(stack.page);
	await expect(page.getByRole('article', { name: /<script>/ })).toBeVisible();
	await expect(page.getByText('label-0', { exact: true })).toBeVisible();
	expect(await page.title()).not.toBe('owned');
	const sideways = await page.evaluate(
		() => document.documentElement.scrollWidth > document.documentElement.clientWidth
	);
	expect(sideways, 'nothing sticks out at 360 px').toBe(false);
});
