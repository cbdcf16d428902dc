import { createApi } from '$lib/api/client';
import type { LogEntry } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { LogBook } from './log-book.svelte';

const entry = (id: number): LogEntry => ({
	id,
	at: '2026-11-25T12:00:00Z',
	kind: 'client.online',
	model: null,
	detail: null,
	job_id: null
});

function book(...pages: ({ ids: number[]; next?: string } | number)[]) {
	const asked: URL[] = [];
	const api = createApi(
		(request) => {
			asked.push(new URL((request as Request).url));
			const page = pages[asked.length - 1]!;
			if (typeof page === 'number') return Promise.resolve(Response.json({}, { status: page }));
			const { ids, next = null } = page;
			const body = { items: ids.map(entry), total: 9, next_cursor: next };
			return Promise.resolve(Response.json(body));
		},
		{ baseUrl: 'http://obt' }
	);
	return { it: new LogBook(api, 'a', 'ollama'), asked };
}
const ids = (of: LogBook) => of.items?.map((it) => it.id);

describe('LogBook', () => {
	it('asks for the kinds of its filter, and goes back by pages', async () => {
		const { it: log, asked } = book({ ids: [9, 8], next: 'n' }, { ids: [7] });
		await log.refresh();
		expect(asked[0]?.searchParams.getAll('kind')).toContain('ollama.version');
		expect(log.more).toBe(true);
		await log.older();
		expect(asked[1]?.searchParams.get('cursor')).toBe('n');
		expect([ids(log), log.more, log.total]).toEqual([[9, 8, 7], false, 9]);
	});

	it('puts what is new on top, and keeps what was read before', async () => {
		const { it: log } = book({ ids: [5], next: 'n' }, { ids: [4] }, { ids: [6, 5], next: 'm' });
		await log.refresh();
		await log.older();
		await log.refresh();
		expect([ids(log), log.more]).toEqual([[6, 5, 4], false]);
	});

	it('begins again where more came than a page holds', async () => {
		const { it: log } = book({ ids: [2, 1] }, { ids: [9, 8], next: 'n' });
		await log.refresh();
		await log.refresh();
		expect([ids(log), log.more]).toEqual([[9, 8], true]);
	});

	it('keeps no more than the server does', async () => {
		// each has one entry that the one before had
		const page = (i: number) => Array.from({ length: 100 }, (_, j) => 99 * i + 100 - j);
		const pages = Array.from({ length: 22 }, (_, i) => ({ ids: page(i), next: 'n' }));
		const { it: log } = book(...pages);
		for (let i = 0; i < pages.length; i++) await log.refresh();
		expect([log.items?.length, ids(log)?.[0], log.more]).toEqual([2000, 2179, false]);
	});

	it('takes no older page of a log that began again meanwhile', async () => {
		const { it: log } = book({ ids: [2, 1], next: 'n' }, { ids: [9, 8], next: 'm' }, { ids: [0] });
		await log.refresh();
		await Promise.all([log.refresh(), log.older()]);
		expect([ids(log), log.more]).toEqual([[9, 8], true]);
	});

	it('says what went wrong, and keeps what it had', async () => {
		const { it: log } = book({ ids: [1] }, 500);
		await log.refresh();
		await log.refresh();
		expect([ids(log), log.problem !== null]).toEqual([[1], true]);
	});
});
