import { IndexedRow, vocabularies } from '$lib/search';
import { describe, expect, it } from 'vitest';
import { Searcher } from './searching';

const { clients } = vocabularies;
const none = () => [];
const row = (name: string) => new IndexedRow(clients, { texts: { name: [name] } });

const read = (text: string) => new Searcher(clients, none).read(text);

describe('Searcher', () => {
	it('finds what the query means', () => {
		const { test, error } = read('name:desk*');
		expect([test(row('desk-1')), test(row('lab'))]).toEqual([true, false]);
		expect(error).toBeNull();
	});

	it('keeps what was found while the query cannot be read', () => {
		const searcher = new Searcher(clients, none);
		searcher.read('desk');
		const broken = searcher.read('desk status:');
		expect(broken.error).toContain('status');
		expect([broken.test(row('desk-1')), broken.test(row('lab'))]).toEqual([true, false]);
		expect(read('status:').test(row('lab'))).toBe(true);
	});

	it('offers nothing before a word is typed, then what fits', () => {
		expect(read('').suggest(0)).toEqual([]);
		const typed = read('stat');
		const [first] = typed.suggest(4);
		expect(first?.insert).toBe('status:');
		expect(typed.accept(first!)).toEqual({ text: 'status:', caret: 7 });
	});
});
