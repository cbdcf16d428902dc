import { describe, expect, it } from 'vitest';
import { parse, tokens, vocabularies } from '.';

const kinds = (query: string) => tokens(query).map((it) => `${it.kind} ${it.text}`);
const wrong = (query: string) =>
	tokens(query, parse(query, vocabularies.models).error)
		.filter((it) => it.wrong)
		.map((it) => it.text);

describe('tokens', () => {
	it('names each part of a query', () => {
		expect(kinds(' -client:desk*,"a b" size:<8GB is:loaded x')).toEqual([
			'space  ',
			'negation -',
			'field client:',
			'value desk*',
			'separator ,',
			'value "a b"',
			'space  ',
			'field size:',
			'operator <',
			'value 8GB',
			'space  ',
			'field is:',
			'flag loaded',
			'space  ',
			'word x'
		]);
	});

	it('marks what an error is about, cutting spans where it must', () => {
		expect(wrong('size:<8GB famly:x')).toEqual(['famly']);
		expect(wrong('size:<8XB')).toEqual(['XB']);
		expect(wrong('name:"a b')).toEqual(['"a b']);
		expect(wrong('a name:')).toEqual(['name:']);
		expect(wrong('params>=7B')).toEqual(['params>=']);
		expect(wrong('name:a,')).toEqual([',']);
		expect(wrong('size:<8GB')).toEqual([]);
	});

	it('leaves nothing out, whatever is typed', () => {
		for (const query of ['', ' ', '-', '😀"', 'a"b', '"a"b', ':', 'is:,,', '-name:,="x', '\\"']) {
			const { error } = parse(query, vocabularies.models);
			const found = tokens(query, error);
			expect(found.map((it) => it.text).join('')).toBe(query);
			expect(found.some((it) => it.wrong)).toBe(error !== undefined);
		}
	});
});
