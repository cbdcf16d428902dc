import { aJob, at } from '../../testing/fleet';
import { compile, parse, vocabularies } from '$lib/search';
import { expect, it } from 'vitest';
import { rowOf } from './search';
import { queryOf, readView, STATES, termOf, writeView } from './view';

const job = aJob('a', {
	kind: 'transfer',
	state: 'failed',
	model: 'qwen3:8b',
	client_id: 'id-1',
	error: { code: 'no_space', message: 'The disk is full.', retryable: false },
	started_at: at(0),
	finished_at: at(90)
});
const finds = (text: string) => {
	const { query } = parse(text, vocabularies.jobs);
	return query !== undefined && compile(query)(rowOf(job, 'desk-pc', Date.parse(at(500))));
};

it.each([
	['qwen', true],
	['machine:desk*', true],
	['kind:transfer is:failed', true],
	['error:no_space', true],
	['took:>1m', true],
	['took:>2m', false],
	['is:active', false]
])('finds as the server does: %s', (text, found) => expect(finds(text)).toBe(found));

it('the filters are words of the language', () => {
	for (const state of STATES) expect(parse(termOf(state), vocabularies.jobs).query).toBeTruthy();
	expect(queryOf({ query: ' qwen ', state: 'failed' })).toBe('is:failed qwen');
});

it('stands in the address', () => {
	const view = { query: 'took:>1m', state: 'active' as const };
	expect(readView(new URLSearchParams(writeView(view)))).toEqual(view);
	expect(writeView({ query: '', state: 'all' })).toBe('');
});
