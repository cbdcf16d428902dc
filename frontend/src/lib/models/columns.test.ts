import { describe, expect, it } from 'vitest';
import { columnsFor, isPlain, PLAIN_COLUMNS, readColumns } from './columns';

describe('columns', () => {
	it('are all there where there is room', () =>
		expect(columnsFor(PLAIN_COLUMNS, 1200).shown).toEqual(PLAIN_COLUMNS));

	it('give way one after another, those that tell least first', () => {
		expect(columnsFor(PLAIN_COLUMNS, 350).shown).toEqual(['loaded']);
		expect(columnsFor(PLAIN_COLUMNS, 420).shown).toEqual(['machines', 'loaded']);
		expect(columnsFor(PLAIN_COLUMNS, 0).shown).toEqual([]);
	});

	it('have a track each, after those of the tick and the name', () => {
		const { columns, template } = columnsFor(['size', 'context'], 900);
		expect(columns.map((it) => it.id)).toEqual(['name', 'context', 'size']);
		expect(template).toBe('1.25rem minmax(0,1fr) 4.5rem 4.5rem');
	});

	it('come from the address in their own order, and what is unknown is none', () => {
		expect(readColumns('size,nonsense,family')).toEqual(['family', 'size']);
		expect(readColumns('')).toEqual([]);
		expect(readColumns(null)).toBeNull();
	});

	it('are plain in whatever order', () => {
		expect(isPlain(PLAIN_COLUMNS.toReversed())).toBe(true);
		expect(isPlain([...PLAIN_COLUMNS, 'context'])).toBe(false);
	});
});
