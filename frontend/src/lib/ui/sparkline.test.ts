import { describe, expect, it } from 'vitest';
import { sparkline, type Spot } from './sparkline';

const spots = (...values: (number | null)[]): Spot[] =>
	values.map((value, i) => ({ at: i * 10, value }));

describe('sparkline', () => {
	it('ends at the right edge and scales by time', () => {
		expect(sparkline(spots(0, 50, 100), 20, 100, 100, 20)).toEqual({
			line: 'M0 20L0 20L50 10L100 0',
			area: 'M0 20L0 20L0 20L50 10L100 0L100 20Z'
		});
	});
	it('leaves out what is older than its span', () =>
		expect(sparkline(spots(9, 9, 100, 100), 10, 100, 100, 20).line).toBe('M0 0L0 0L100 0'));
	it('breaks at a missing value', () =>
		expect(sparkline(spots(0, 0, null, 0, 0), 40, 100, 100, 20).line.match(/M/g)).toHaveLength(2));
	it('never leaves its box', () =>
		expect(sparkline(spots(-10, 400), 10, 100, 100, 20).line).toBe('M0 20L0 20L100 0'));
	it('shows a single value', () =>
		expect(sparkline(spots(50), 10, 100, 100, 20).line).toBe('M98 10L100 10'));
	it('is empty without values', () =>
		expect(sparkline(spots(null, null), 10, 100, 100, 20)).toEqual({ line: '', area: '' }));
});
