import { describe, expect, it } from 'vitest';
import { readView, writeView } from './view';

const nothing = {
	workload: null,
	work: null,
	metric: null,
	model: null,
	machine: null,
	sample: null
};

describe('the view of a benchmark', () => {
	it('goes into the address and back, whatever the names are', () => {
		const view = {
			...nothing,
			workload: 'rate@1',
			work: 'rate@1/rate=0.5',
			metric: 'ttft',
			model: 'hf.co/a & b:<script>',
			machine: 'desk?=1',
			sample: 12
		};
		expect(readView(new URLSearchParams(writeView(view)))).toEqual(view);
	});

	it('is nothing where nothing was chosen, or where it makes no sense', () => {
		expect(writeView(nothing)).toBe('');
		expect(readView(new URLSearchParams('?sample=x&workload='))).toEqual(nothing);
		expect(readView(new URLSearchParams('?sample=-1'))).toEqual(nothing);
	});
});
