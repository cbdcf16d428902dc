import { describe, expect, it } from 'vitest';
import { accept, complete, vocabularies } from '.';

const facets: Record<string, string[]> = {
	family: ['qwen3', 'llama', 'mllama'],
	client: ['Desk PC', 'lab-1', 'lab-2'],
	label: ['a"b', 'gpu']
};

/** `|` is the caret. */
function offered(marked: string, name: 'models' | 'clients' | 'jobs' = 'models') {
	const caret = marked.indexOf('|');
	const text = marked.replace('|', '');
	const found = complete(text, caret, vocabularies[name], (field) => facets[field] ?? []);
	return found.map((it) => text.slice(0, it.start) + it.insert + text.slice(it.end));
}

describe('complete', () => {
	it('offers every field, and is:, where nothing is typed', () => {
		const fields = [...vocabularies.models.fields.keys()].map((name) => `llama ${name}:`);
		expect(offered('llama |')).toEqual([...fields, 'llama is:']);
	});

	it('offers fields, by alias too, and flags, as they are typed', () => {
		expect(offered('llama c|')).toEqual([
			'llama capability:',
			'llama client:',
			'llama context:',
			'llama is:cloud'
		]);
		expect(offered('parameter_s|')).toEqual(['params:']);
		expect(offered('-loa|')).toEqual(['-is:loaded']);
		expect(offered('fa|:llama')).toEqual(['family:llama']);
	});

	it('offers the values that rows have, those that begin so first', () => {
		expect(offered('family:|')).toEqual(['family:qwen3', 'family:llama', 'family:mllama']);
		expect(offered('family:ll|')).toEqual(['family:llama', 'family:mllama']);
		expect(offered('family:=ML| x')).toEqual(['family:=mllama x']);
		expect(offered('machine:de|')).toEqual(['machine:"Desk PC"']);
		expect(offered('client:"desk p|')).toEqual(['client:"Desk PC"']);
		expect(offered('label:a|')).toEqual(['label:"a\\"b"']);
	});

	it('leaves out what is already in the list', () => {
		expect(offered('client:lab-1,l|')).toEqual(['client:lab-1,lab-2']);
		expect(offered('family:qwen3|')).toEqual([]);
	});

	it('offers the words that an enum and is: know', () => {
		expect(offered('state:c|', 'jobs')).toEqual(['state:cancelled', 'state:succeeded']);
		expect(offered('is:dr|')).toEqual(['is:drift']);
	});

	it('offers units behind a number', () => {
		expect(offered('params:>=7|')).toEqual([
			'params:>=7K',
			'params:>=7M',
			'params:>=7B',
			'params:>=7T'
		]);
		expect(offered('modified:<2|')).toEqual(['modified:<2h', 'modified:<2d', 'modified:<2w']);
		expect(offered('size:<b|')).toEqual([]);
	});

	it('offers nothing for unknown fields and within quotes', () => {
		expect(offered('mistral:7|')).toEqual([]);
		expect(offered('"fam|')).toEqual([]);
	});
});

describe('accept', () => {
	const take = (text: string, insert: string, start: number, end: number) =>
		accept(text, { insert, start, end, about: '' });

	it('leaves the caret where typing goes on', () => {
		expect(take('fa', 'family:', 0, 2)).toEqual({ text: 'family:', caret: 7 });
		expect(take('family:ll', 'llama', 7, 9)).toEqual({ text: 'family:llama ', caret: 13 });
		expect(take('family:ll x', 'llama', 7, 9)).toEqual({ text: 'family:llama x', caret: 12 });
	});
});
