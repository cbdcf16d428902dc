import { createApi } from '$lib/api/client';
import { describe, expect, it } from 'vitest';
import { aJob } from '../../testing/fleet';
import { PastJobs } from './past.svelte';

/** A server with so many jobs, `j1` the oldest; each is of a batch `b` of two more. */
function aServer(count: number) {
	const asked: string[] = [];
	const all = () =>
		Array.from({ length: server.count }, (_, n) => aJob(`j${String(server.count - n)}`));
	const fetch = (request: Request) => {
		const { pathname, searchParams } = new URL(request.url);
		asked.push(pathname);
		if (pathname.startsWith('/api/v1/batches/'))
			return Promise.resolve(Response.json({ jobs: [aJob('x1'), aJob('x2')] }));
		const from = Number(searchParams.get('cursor') ?? 0);
		const to = from + Number(searchParams.get('limit'));
		const next_cursor = to < server.count ? String(to) : null;
		const page = { items: all().slice(from, to), total: server.count, next_cursor };
		return Promise.resolve(Response.json(page));
	};
	const api = createApi(fetch as typeof globalThis.fetch, { baseUrl: 'http://x' });
	const server = { count, asked, past: new PastJobs(api) };
	return server;
}

const ends = ({ items }: PastJobs) => [items[0]?.job_id, items.at(-1)?.job_id];

describe('the past jobs', () => {
	it('are read page by page', async () => {
		const { past } = aServer(150);
		await past.search('');
		expect(ends(past)).toEqual(['j150', 'j51']);
		expect(past.more).toBe(true);
		await past.next();
		expect(ends(past)).toEqual(['j150', 'j1']);
		expect(past.more).toBe(false);
	});

	it('go back as far as they did when they are read anew', async () => {
		const server = aServer(2500);
		const { past } = server;
		await past.search('');
		for (let n = 0; n < 12; n++) await past.next();
		expect(past.items).toHaveLength(1300);
		server.count = 2600;
		await past.search('');
		expect(ends(past)).toEqual(['j2600', 'j1301']);
		await past.next();
		expect(ends(past)).toEqual(['j2600', 'j1201']);
	});

	it('begin anew with another query', async () => {
		const { past } = aServer(300);
		await past.search('');
		await past.next();
		await past.search('kind:pull');
		expect(past.items).toHaveLength(100);
	});

	it('keep a batch whole, and read it again too', async () => {
		const { past, asked } = aServer(1);
		await past.search('');
		await past.complete('b');
		await past.search('');
		expect(past.items.map((it) => it.job_id)).toEqual(['j1', 'x1', 'x2']);
		expect(asked.filter((it) => it === '/api/v1/batches/b')).toHaveLength(2);
	});
});
