// Types and scrolls on /models while a large fleet beats, and watches the memory of the page.
// Prints one JSON object: node scale.mjs SERVER_URL SECONDS_OF_MEMORY [PROFILE.cpuprofile]
import { writeFile } from 'node:fs/promises';
import { at, openPage, scroll } from './page.mjs';

const [url, seconds, profile] = process.argv.slice(2);
const QUERIES = [
	'llama q4',
	'qwen3 size:<8GB',
	'gemma 8.0b',
	'family:phi params:>=7B',
	'mistral-3',
	'client:sim-0042',
	'label:berlin is:loaded'
];
const { browser, page } = await openPage();
const session = await page.context().newCDPSession(page);
await session.send('HeapProfiler.enable');
await session.send('Performance.enable');

let beats = 0;
await page.exposeFunction('heard', (n) => (beats += n));
await page.addInitScript(() => {
	// counts the events of the page's own stream
	const Real = window.EventSource;
	let n = 0;
	window.EventSource = class extends Real {
		constructor(...given) {
			super(...given);
			this.addEventListener('client.beat', () => n++);
		}
	};
	setInterval(() => {
		window.heard(n);
		n = 0;
	}, 500);
});
await page.goto(`${url}/models`);
const search = page.getByRole('combobox', { name: 'Search models' });
await search.waitFor({ timeout: 60_000 });
await page.getByRole('row').nth(5).waitFor({ timeout: 60_000 });
await page.waitForTimeout(5000); // the first index is built
const rows = await page
	.locator('[aria-rowcount]')
	.first()
	.evaluate((table) => Number(table.getAttribute('aria-rowcount')) - 1);

beats = 0;
const watched = Date.now();
if (profile) {
	await session.send('Profiler.enable');
	await session.send('Profiler.start');
}
// From the key to where its scripts are done: the handler, and all that it makes the page do in the same
// task. Painting is left out, and live updates are tasks of their own.
const keystrokes = await search.evaluate(async (input, queries) => {
	const times = [];
	const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
	const channel = new MessageChannel();
	const task = () =>
		new Promise((resolve) => {
			channel.port1.onmessage = resolve;
			channel.port2.postMessage(null);
		});
	const pause = () => new Promise((resolve) => setTimeout(resolve, 60)); // quick hands
	input.focus();
	const key = async (text, kept) => {
		setter.call(input, text);
		const began = performance.now();
		input.dispatchEvent(new InputEvent('input', { bubbles: true }));
		await task(); // which begins when the queue of microtasks is empty
		if (kept) times.push(performance.now() - began);
		await pause();
	};
	for (const query of queries) {
		for (let n = 1; n <= query.length; n++) await key(query.slice(0, n), true);
		for (let n = query.length - 1; n >= 0; n -= 3) await key(query.slice(0, n), true);
		await key('', false);
	}
	return times;
}, QUERIES);
if (profile) {
	const taken = await session.send('Profiler.stop');
	await writeFile(profile, JSON.stringify(taken.profile));
}
const frames = await scroll(page, 600);
const perSecond = beats / ((Date.now() - watched) / 1000);

const heap = async () => {
	await session.send('HeapProfiler.collectGarbage');
	const { metrics } = await session.send('Performance.getMetrics');
	return metrics.find((it) => it.name === 'JSHeapUsedSize').value / 1e6;
};
const heaps = [await heap()];
const ends = Date.now() + Number(seconds) * 1000;
while (Date.now() < ends) {
	await page.waitForTimeout(Math.min(15_000, Math.max(0, ends - Date.now())));
	heaps.push(await heap());
}
await browser.close();

const result = {
	rows,
	keys: keystrokes.length,
	median_ms: at(keystrokes, 0.5),
	p99_ms: at(keystrokes, 0.99),
	fps: 1000 / at(frames.times, 0.5),
	fps_worst: 1000 / at(frames.times, 0.99),
	dom_rows: frames.rows,
	beats_per_s: perSecond,
	heap_mb: heaps
};
process.stdout.write(`${JSON.stringify(result)}\n`);
