// What the benches of the page share.
import { chromium } from '@playwright/test';

export async function openPage() {
	const browser = await chromium.launch({
		executablePath: process.env.OBT_CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking']
	});
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	return { browser, page };
}

/** The nearest rank: a value that was measured. */
export const at = (values, q) =>
	[...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))];

/** Scrolls the table of models by the frame; milliseconds between frames, and the most rows drawn. */
export const scroll = (page, frames) =>
	page
		.locator('[aria-rowcount]')
		.first()
		.evaluate(async (table, count) => {
			let scroller = table;
			while (scroller && scroller.scrollHeight <= scroller.clientHeight + 1)
				scroller = scroller.parentElement ?? document.scrollingElement;
			const times = [];
			let rows = 0;
			let before = performance.now();
			for (let n = 0; n < count; n++) {
				scroller.scrollTop += 120;
				await new Promise((resolve) => requestAnimationFrame(resolve));
				const now = performance.now();
				times.push(now - before);
				before = now;
				rows = Math.max(rows, document.querySelectorAll('[role=row]').length);
			}
			scroller.scrollTop = 0;
			return { times, rows };
		}, frames);
