import { describe, expect, it } from 'vitest';
import table from '../../../../tests/search/cases.json';
import {
	compile,
	IndexedRow,
	parse,
	quantity,
	render,
	vocabularies,
	type QueryError,
	type RowValues,
	type Term,
	type VocabularyName
} from '.';

interface Case {
	in: VocabularyName;
	query: string;
	rows?: string[];
	tree?: Term[];
	render?: string;
	error?: QueryError;
}

const rows = table.rows as unknown as Record<VocabularyName, (RowValues & { id: string })[]>;
const cases = (table.cases as unknown as Case[]).map(
	(it) => [`${it.in}: ${it.query}`, it] as const
);

describe('the table shared with the server', () => {
	it.each(cases.filter(([, it]) => it.rows))('%s', (_, it) => {
		const vocabulary = vocabularies[it.in];
		const { query, error } = parse(it.query, vocabulary);
		if (!query) throw new Error(error.message);
		const test = compile(query, table.now);
		const found = rows[it.in].filter((row) => test(new IndexedRow(vocabulary, row)));
		expect(found.map((row) => row.id)).toEqual(it.rows);
		expect(render(query)).toBe(it.render ?? it.query);
		expect(parse(render(query), vocabulary).query).toEqual(query);
		expect(query.terms).toEqual(it.tree ?? query.terms);
	});

	it.each(cases.filter(([, it]) => it.error))('%s', (_, it) => {
		expect(parse(it.query, vocabularies[it.in])).toEqual({ error: it.error });
	});
});

describe('quantity', () => {
	it('reads what Ollama writes', () => {
		expect(quantity('8.0B', 'params')).toBe(8e9);
		expect(quantity('134.52M', 'params')).toBe(134.52e6);
		expect(quantity('', 'params')).toBeNull();
		expect(quantity('large', 'params')).toBeNull();
	});
});
