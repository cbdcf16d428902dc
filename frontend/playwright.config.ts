import { defineConfig } from '@playwright/test';

const port = process.env.OBT_E2E_PORT ?? '22073';
const apiPort = process.env.OBT_E2E_API_PORT ?? '22081';

export default defineConfig({
	testDir: 'e2e',
	reporter: 'line',
	workers: 1,
	use: {
		baseURL: `http://127.0.0.1:${port}`,
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
	},
	webServer: [
		{
			command: 'node build/node',
			url: `http://127.0.0.1:${port}/favicon.svg`,
			env: {
				HOST: '127.0.0.1',
				PORT: port,
				SHUTDOWN_TIMEOUT: '1',
				OBT_API_URL: `http://127.0.0.1:${apiPort}`
			}
		}
	]
});
