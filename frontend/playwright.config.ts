import { defineConfig } from '@playwright/test';

export default defineConfig({
	testDir: 'e2e',
	reporter: 'list',
	workers: 1,
	timeout: 120_000,
	// what answers at once on a quiet machine may wait for a core on a busy one; budgets say their own
	expect: { timeout: 15_000 },
	forbidOnly: true,
	use: {
		screenshot: 'only-on-failure',
		trace: { mode: 'retain-on-failure', screenshots: false }, // a film of every test would cost a core
		launchOptions: {
			executablePath: process.env.OBT_CHROMIUM ?? '/usr/bin/chromium',
			args: [
				'--headless',
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync'
			]
		}
	}
});
