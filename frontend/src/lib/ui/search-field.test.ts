import { describe, expect, it } from 'vitest';
import { accept, pieces, type Mark } from './search-field';

const marks: Mark[] = [
	{ from: 0, to: 5, kind: 'field' },
	{ from: 5, to: 9, kind: 'value' }
];

describe('pieces', () => {
	it('joined are the query again', () => {
		for (const query of ['', 'x', 'size:<8GB', 'size:<8GB  llama', '🦙 "a b']) {
			const cut = pieces(query, marks, { from: 3, to: 40, message: '' });
			expect(cut.map((piece) => piece.text).join('')).toBe(query);
		}
	});
	it('carry their kind and the error', () =>
		expect(pieces('size:<8GB x', marks, { from: 5, to: 9, message: 'no' })).toEqual([
			{ text: 'size:', kind: 'field', wrong: false, at: 0 },
			{ text: '<8GB', kind: 'value', wrong: true, at: 5 },
			{ text: ' x', kind: 'plain', wrong: false, at: 9 }
		]));
	it('show an error of no length', () =>
		expect(pieces('ab', [], { from: 1, to: 1, message: '' })[1]).toMatchObject({ wrong: true }));
});

describe('accept', () => {
	it('replaces the stretch and moves the caret behind it', () =>
		expect(accept('x fam y', { from: 2, to: 5, insert: 'family:', label: 'family' })).toEqual([
			'x family: y',
			9
		]));
});
