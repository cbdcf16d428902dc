import { createApi } from '$lib/api/client';
import { expect, it } from 'vitest';
import { BenchmarkTitles } from './benchmark-titles';

/** A server with benchmarks `b0` (the newest) to `b249`; the first `failures` answers are none. */
function titled(failures = 0) {
	let asked = 0;
	const filed: { benchmark_id: string; name: string }[] = [];
	const fetch = (request: Request) => {
		asked++;
		if (asked <= failures) return Promise.reject(new TypeError('down'));
		const from = Number(new URL(request.url).searchParams.get('cursor') ?? 0);
		const old = Array.from({ length: Math.min(100, 250 - from) }, (_, n) => ({
			benchmark_id: `b${String(from + n)}`,
			name: `run ${String(from + n)}`
		}));
		const items = from === 0 && asked > 1 ? [...filed, ...old] : old;
		const next_cursor = from + 100 < 250 ? String(from + 100) : null;
		return Promise.resolve(Response.json({ items, total: 250, next_cursor }));
	};
	const api = createApi(fetch as typeof globalThis.fetch, { baseUrl: 'http://x' });
	const file = () => filed.push({ benchmark_id: 'new', name: 'run new' });
	return { titles: new BenchmarkTitles(api), asked: () => asked, file };
}

it('all that a page shows are asked for at once, and each once', async () => {
	const { titles, asked } = titled();
	await Promise.all(['b1', 'b7', 'b1'].map((id) => titles.want(id)));
	await titles.want('b7');
	expect([titles.of('b1')?.name, titles.of('b7')?.name, asked()]).toEqual(['run 1', 'run 7', 1]);
});

it('an old one is found behind the newer ones, and what is nowhere is asked for once', async () => {
	const { titles, asked } = titled();
	await titles.want('b240');
	expect([titles.of('b240')?.name, asked()]).toEqual(['run 240', 3]);
	await titles.want('gone');
	await titles.want('gone');
	expect([titles.of('gone'), asked()]).toEqual([undefined, 6]);
});

it('what is nowhere is not looked for again with the next one', async () => {
	const { titles, asked } = titled();
	await titles.want('gone');
	expect(asked()).toBe(3);
	await titles.want('b249');
	expect([titles.of('b249')?.name, asked()]).toEqual(['run 249', 3]);
});

it('one that is filed while the others are read is found', async () => {
	const { titles, file } = titled();
	const first = titles.want('b1');
	file();
	await Promise.all([first, titles.want('new')]);
	expect(titles.of('new')?.name).toBe('run new');
});

it('where no answer came, who looks again asks again', async () => {
	const { titles } = titled(1);
	await titles.want('b1');
	expect(titles.of('b1')).toBeUndefined();
	await titles.want('b1');
	expect(titles.of('b1')?.name).toBe('run 1');
});
