import { IndexedRow, vocabularies } from '$lib/search';
import { describe, expect, it } from 'vitest';
import { Searcher } from './searching';

const { clients } = vocabularies;
const none = () => [];
const row = (name: string) => new IndexedRow(clients, { texts: { name: [name] } });

const read = (text: string) => new Searcher(clients, none).read(text, () => 0);

describe('Searcher', () => {
	it('finds what the query means', () => {
		const { test, error } = read('name:desk*');
		expect([test(row('desk-1')), test(row('lab'))]).toEqual([true, false]);
		expect(error).toBeNull();
	});

	it('keeps what was found while the query cannot be read', () => {
		const searcher = new Searcher(clients, none);
		searcher.read('desk', () => 0);
		const broken = searcher.read('desk status:', () => 0);
		expect(broken.error).toContain('status');
		expect([broken.test(row('desk-1')), broken.test(row('lab'))]).toEqual([true, false]);
		expect(read('status:').test(row('lab'))).toBe(true);
	});

	it('knows how old things are now, and looks at the clock only for that', () => {
		const { models } = vocabularies;
		const searcher = new Searcher(models, none);
		const made = new IndexedRow(models, { texts: {}, numbers: { modified: 1000 } });
		let now = 1_060_000;
		const looked: number[] = [];
		const clock = () => looked.push(now) && now;
		expect(searcher.read('modified:<1h', clock).test(made)).toBe(true);
		now = 9_000_000;
		expect(searcher.read('modified:<1h', clock).test(made)).toBe(false);
		searcher.read('size:>1GB', clock);
		expect(looked).toEqual([1_060_000, 9_000_000]);
	});

	it('offers nothing before a word is typed, then what fits', () => {
		expect(read('').suggest(0)).toEqual([]);
		const typed = read('stat');
		const [first] = typed.suggest(4);
		expect(first?.insert).toBe('status:');
		expect(typed.accept(first!)).toEqual({ text: 'status:', caret: 7 });
	});
});
