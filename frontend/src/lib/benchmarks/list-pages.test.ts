import { describe, expect, it } from 'vitest';
import { appended, refreshed } from './list-pages';

const page = (ids: string, next: string | null = null) => ({
	items: [...ids].map((benchmark_id) => ({ benchmark_id })),
	next
});

describe('pages of a list', () => {
	it('stay behind the first one when that is read again', () => {
		const known = page('abcdef', 'f');
		expect(refreshed(null, page('abc', 'c'))).toEqual(page('abc', 'c'));
		expect(refreshed(known, page('abc', 'c'))).toEqual(known);
		expect(refreshed(known, page('xab', 'b'))).toEqual(page('xabcdef', 'f'));
	});

	it('lose what was deleted, and have no gap', () => {
		const known = page('abcdef', 'f');
		expect(refreshed(known, page('acd', 'd'))).toEqual(page('acdef', 'f'));
		expect(refreshed(known, page('ab'))).toEqual(page('ab'));
		expect(refreshed(known, page('xyz', 'z'))).toEqual(page('xyz', 'z'));
		expect(refreshed(page('abc', 'c'), page('acd', 'd'))).toEqual(page('acd', 'd'));
	});

	it('have each once, however often they are asked for', () => {
		const known = appended(page('abc', 'c'), page('de'));
		expect(known).toEqual(page('abcde'));
		expect(appended(known, page('de'))).toEqual(known);
	});
});
