import { aLoaded, GB } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { placement, segmentsOf } from './loaded';

const split = aLoaded('split:1', { size: 10 * GB, size_vram: 4 * GB });
const cpu = aLoaded('cpu:1', { size: 2 * GB, size_vram: 0 });

describe('segmentsOf', () => {
	it('splits a model between GPU and RAM, and leaves out what takes nothing', () => {
		expect(segmentsOf([split, cpu], 'gpu')).toMatchObject([{ name: 'split:1', value: 4 * GB }]);
		expect(segmentsOf([split, cpu], 'ram')).toMatchObject([
			{ name: 'split:1', value: 6 * GB },
			{ name: 'cpu:1', value: 2 * GB }
		]);
	});
});

describe('placement', () => {
	it.each([
		[aLoaded('g'), 'GPU'],
		[cpu, 'CPU'],
		[split, '40% GPU']
	])('of %o', (model, words) => expect(placement(model)).toBe(words));
});
