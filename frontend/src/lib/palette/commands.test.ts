import { describe, expect, it } from 'vitest';
import { best, fuzzy, marked, type Command } from './commands';

const command = (title: string): Command => ({ id: title, group: 'Models', title, run: () => {} });
const titles = (query: string, ...names: string[]) =>
	best(names.map(command), query, 10).map((it) => it.command.title);

describe('best', () => {
	it('finds letters in order, and nothing else', () => {
		expect(titles('lm3', 'llama3.2:3b', 'mistral:7b', 'm3l')).toEqual(['llama3.2:3b']);
	});

	it('puts whole words before parts, beginnings before middles, short before long', () => {
		expect(titles('lama', 'codellama:7b', 'llama3:8b', 'lama', 'my-lama-2')).toEqual([
			'lama',
			'my-lama-2',
			'llama3:8b',
			'codellama:7b'
		]);
	});

	it('keeps the order without a query, and stops', () => {
		const many = Array.from({ length: 50 }, (_, i) => command(`m${i}`));
		expect(best(many, ' ', 3).map((it) => it.command.title)).toEqual(['m0', 'm1', 'm2']);
	});

	it('minds neither case nor spaces', () => {
		expect(titles('DESK pc', 'desk-pc')).toEqual(['desk-pc']);
	});
});

describe('marks', () => {
	it('cover the title, letter for letter', () => {
		const at = fuzzy('lm', 'llama')?.at ?? [];
		expect(marked('llama', at)).toEqual([
			{ text: 'l', hit: true },
			{ text: 'la', hit: false },
			{ text: 'm', hit: true },
			{ text: 'a', hit: false }
		]);
	});

	it('are none without a query', () => {
		expect(marked('llama', [])).toEqual([{ text: 'llama', hit: false }]);
	});
});
