import { expect, it } from 'vitest';
import { PLAIN_COLUMNS } from './columns';
import { likeColumns, likedColumns } from './liking';

const box = () => {
	const kept = new Map<string, string>();
	return {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
		removeItem: (key: string) => void kept.delete(key)
	};
};

it('columns chosen here come back, none at all too; before any choice they are the usual ones', () => {
	const here = box();
	expect(likedColumns(here)).toEqual(PLAIN_COLUMNS);
	likeColumns(here, ['size', 'context']);
	expect(likedColumns(here)).toEqual(['context', 'size']);
	likeColumns(here, []);
	expect(likedColumns(here)).toEqual([]);
	expect(likedColumns(undefined)).toEqual(PLAIN_COLUMNS);
});
