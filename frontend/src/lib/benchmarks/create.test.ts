import { describe, expect, it } from 'vitest';
import { bodyOf, endOf, lackOf, plainSettings, type Draft } from './create';

const draft: Draft = {
	name: ' before ',
	clients: ['desk'],
	models: ['a:1b'],
	workloads: ['decode'],
	precision: 2,
	maxSamples: 30,
	maxMinutes: null,
	settings: plainSettings
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

	it('sends settings that were chosen, and leaves the others to Ollama', () => {
		const settings = { ...plainSettings, context: 8192, think: 'high' as const };
		expect(bodyOf({ ...draft, settings }).settings).toMatchObject({
			num_ctx: 8192,
			num_gpu: null,
			think: 'high'
		});
		expect(bodyOf(draft).settings).toMatchObject({ think: false, temperature: 0, seed: 42 });
		expect(lackOf({ ...draft, settings: { ...settings, temperature: 3 } })).toContain(
			'temperature'
		);
		expect(lackOf({ ...draft, settings: { ...settings, context: 0.5 } })).toContain('whole');
	});

	it('says how it will end', () => {
		expect(endOf(draft)).toContain('±2 %');
		expect(endOf(draft)).not.toContain('min');
		expect(endOf({ ...draft, maxMinutes: 20 })).toContain('after 20 min');
	});

	it('never wants more samples than it may take', () => {
		expect(bodyOf({ ...draft, maxSamples: 3 }).stop).toMatchObject({
			min_samples: 3,
			max_samples: 3
		});
	});
});
