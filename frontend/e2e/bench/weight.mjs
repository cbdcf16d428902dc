// Prints the gzipped bytes of all JavaScript that the first page loads: node weight.mjs URL
import { chromium } from '@playwright/test';
import { gzipSync } from 'node:zlib';

const browser = await chromium.launch({
	executablePath: process.env.OBT_CHROMIUM ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking']
});
const page = await browser.newPage();
const scripts = [];
page.on('response', (reply) => {
	if (new URL(reply.url()).pathname.endsWith('.js')) scripts.push(reply.body());
});
await page.goto(process.argv[2]);
await page.getByRole('heading').first().waitFor();
await page.waitForTimeout(1000);
const bodies = await Promise.all(scripts);
await browser.close();
const weight = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
process.stdout.write(`${weight}\n`);
