import { test as base } from '@playwright/test';
import { Stack } from './stack';

/** `stack`: server and page without a machine, for the tests of a file; what they show comes from files. */
export const test = base.extend<object, { stack: Stack }>({
	stack: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from this pattern
		async ({}, use) => {
			const stack = await Stack.make();
			await use(stack);
			await stack.stop();
		},
		{ scope: 'worker', timeout: 120_000 }
	]
});

export { expect } from '@playwright/test';
