import { describe, expect, it } from 'vitest';
import { bodyOf, lackOf, type Draft } from './create';

const draft: Draft = {
	name: ' before ',
	clients: ['desk'],
	models: ['a:1b'],
	workloads: ['decode'],
	precision: 2,
	maxSamples: 30,
	maxMinutes: null
};

describe('a benchmark that is asked for', () => {
	it('says what it lacks, one thing at a time', () => {
		expect(lackOf(draft)).toBeNull();
		expect(lackOf({ ...draft, models: [], clients: [] })).toContain('model');
		expect(lackOf({ ...draft, clients: [] })).toContain('machine');
		expect(lackOf({ ...draft, workloads: [] })).toContain('workload');
		expect(lackOf({ ...draft, precision: 0 })).toContain('precision');
		expect(lackOf({ ...draft, maxSamples: 2.5 })).toContain('sample');
		expect(lackOf({ ...draft, maxMinutes: 0 })).toContain('minutes');
	});

	it('sends percent as a share, and no name where none was given', () => {
		const body = bodyOf(draft);
		expect(body.name).toBe('before');
		expect(body.stop).toMatchObject({ precision: 0.02, max_samples: 30, min_samples: 6 });
		expect(bodyOf({ ...draft, name: '  ' }).name).toBeNull();
	});

	it('never wants more samples than it may take', () => {
		expect(bodyOf({ ...draft, maxSamples: 3 }).stop).toMatchObject({
			min_samples: 3,
			max_samples: 3
		});
	});
});
