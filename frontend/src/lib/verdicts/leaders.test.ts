import type { Leader } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { frontOf, measuredAxes, readLeaders, sortedLeaders, writeLeaders } from './leaders';

const leader = (model: string, rate: number | null, size: number | null, ttft?: number) =>
	({
		model,
		client_name: 'desk',
		decode_rate: rate === null ? null : { median: rate },
		ttft: ttft === undefined ? null : { median: ttft },
		energy: null,
		size
	}) as Leader;
const names = (all: readonly Leader[]) => all.map((it) => it.model);

describe('the leaderboard', () => {
	const all = [leader('small', 90, 1), leader('big', 20, 9), leader('worse', 15, 4)];

	it('has a front of those that nobody beats', () => {
		expect(names(frontOf(all, 'size', 'decode_rate'))).toEqual(['big', 'small']);
		const two = [leader('a', 20, 9), leader('a2', 20, 9), leader('b', 20, 8)];
		expect(names(frontOf(two, 'size', 'decode_rate'))).toEqual(['a', 'a2']);
		const quick = [leader('slow', 90, 1, 0.9), leader('quick', 20, 1, 0.1)];
		expect(names(frontOf(quick, 'size', 'ttft'))).toEqual(['quick']);
		expect(frontOf([leader('x', null, 3)], 'size', 'decode_rate')).toEqual([]);
	});

	it('puts what has no value last, whichever way', () => {
		const some = [leader('none', null, 1), ...all];
		const by = (descending: boolean) =>
			names(sortedLeaders(some, { by: 'decode_rate', descending }));
		expect(by(true)).toEqual(['small', 'big', 'worse', 'none']);
		expect(by(false)).toEqual(['worse', 'big', 'small', 'none']);
		expect(names(sortedLeaders(all, { by: 'model', descending: false }))[0]).toBe('big');
	});

	it('offers only axes that somebody measured', () => {
		expect(measuredAxes(all)).toEqual(['decode_rate', 'size']);
	});

	it('stands in the address', () => {
		const read = (query: string) => readLeaders(new URLSearchParams(query));
		const query = '?workload=chat&x=ttft&y=size&sort=model';
		expect(writeLeaders(read(query))).toBe(query);
		expect(writeLeaders(read('?sort=moon'))).toBe('');
	});
});
