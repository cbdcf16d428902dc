import { describe, expect, it } from 'vitest';
import { caseName, machineNames, pairName } from './names';

const part = (client_id: string, client_name: string) => ({ client_id, client_name });
const cell = (client_id: string, model: string) => ({
	benchmark_id: 'x',
	client_id,
	model,
	case: 'long-context@1/depth=4096'
});
const machine = (id: string) => id.toUpperCase();

describe('names', () => {
	it('tells a case in words', () => {
		expect(caseName('decode@2')).toBe('decode');
		expect(caseName('long-context@1/depth=4096')).toBe('long-context depth=4096');
	});

	it('tells machines apart that are called the same', () => {
		const parts = [part('a', 'desk'), part('b', 'desk'), part('c', 'lab')];
		const name = machineNames([{ parts }] as never);
		expect(['a', 'b', 'c', 'd'].map(name)).toEqual(['desk (a)', 'desk (b)', 'lab', 'd']);
	});

	it('says what two cells differ in, and what they share', () => {
		const of = (a: string, b: string, two = false) =>
			pairName({ a: cell(a, 'm'), b: cell(b, b === 'z' ? 'n' : 'm') }, machine, two);
		expect(of('x', 'y')).toEqual({ a: 'X', b: 'Y', shared: 'm' });
		expect(of('x', 'x', true)).toEqual({ a: 'A', b: 'B', shared: 'm on X' });
		expect(of('x', 'z', true)).toEqual({ a: 'A: m on X', b: 'B: n on Z', shared: '' });
	});
});
