// Types and scrolls on /models, and prints one JSON object: node search.mjs SERVER_URL
import { at, openPage, scroll } from './page.mjs';

const QUERIES = [
	'llama q4',
	'qwen3 size:<8GB',
	'gemma 8.0b',
	'family:phi params:>=7B',
	'mistral-3'
];
const { browser, page } = await openPage();
await page.goto(`${process.argv[2]}/models`);
const search = page.getByRole('combobox').or(page.getByRole('searchbox')).first();
await search.waitFor();
await page.getByRole('row').nth(5).waitFor({ timeout: 60_000 });
await page.waitForTimeout(3000); // the first rows are drawn while the index is still being built

const rows = await page
	.locator('[aria-rowcount]')
	.first()
	.evaluate((el) => Number(el.getAttribute('aria-rowcount')) - 1);

// from the key to the last change that it made, before two frames are over
const keystrokes = await search.evaluate(async (input, queries) => {
	const times = [];
	const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
	const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
	for (const query of queries) {
		for (let n = 1; n <= query.length; n++) {
			let last = 0;
			const seen = new MutationObserver(() => (last = performance.now()));
			seen.observe(document.body, { subtree: true, childList: true, characterData: true });
			const began = performance.now();
			setter.call(input, query.slice(0, n));
			input.dispatchEvent(new InputEvent('input', { bubbles: true }));
			await frame();
			await frame();
			await frame();
			seen.disconnect();
			times.push(last ? last - began : 0);
		}
		setter.call(input, '');
		input.dispatchEvent(new InputEvent('input', { bubbles: true }));
		await frame();
		await frame();
	}
	return times;
}, QUERIES);

const frames = await scroll(page, 180);
await browser.close();

const result = {
	rows,
	median_ms: at(keystrokes, 0.5),
	p99_ms: at(keystrokes, 0.99),
	fps: 1000 / at(frames.times, 0.5),
	dom_rows: frames.rows
};
process.stdout.write(`${JSON.stringify(result)}\n`);
