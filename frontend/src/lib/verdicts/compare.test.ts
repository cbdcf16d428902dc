import { describe, expect, it } from 'vitest';
import { readCompare, usual, writeCompare } from './compare';
import { gateCommand } from './gate';

const read = (query: string) => readCompare(new URLSearchParams(query));

describe('what is compared', () => {
	it('stands in the address, and comes back from it', () => {
		const query = '?a=x&b=y&between=both&metric=ttft&only=desk&view=gate&tolerance=2.5&strict=1';
		expect(writeCompare(read(query))).toBe(query);
		expect(writeCompare(read('?a=x'))).toBe('?a=x');
	});

	it('takes nothing from the address that it does not know', () => {
		expect(read('?between=moon&metric=score&tolerance=-1&view=x')).toMatchObject({
			between: null,
			metric: null,
			tolerance: 5,
			shows: 'verdicts'
		});
	});

	it('compares what is usual, as the command line does', () => {
		const one = { benchmark_id: 'a', clients: ['desk'] };
		expect(usual(one, 'b')).toBe('nothing');
		expect(usual(one, 'a')).toBe('models');
		expect(usual({ ...one, clients: ['desk', 'lab'] }, null)).toBe('machines');
	});

	it('tells the command that asks the same', () => {
		const asked = { tolerance: 5, metric: null, strict: false };
		expect(gateCommand('new', 'old', asked)).toBe(
			'obt bench gate new --baseline old --tolerance 5%'
		);
		expect(gateCommand('new', 'old', { tolerance: 0.5, metric: 'ttft', strict: true })).toBe(
			'obt bench gate new --baseline old --tolerance 0.5% --metric ttft --strict'
		);
	});
});
