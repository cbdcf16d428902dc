import type { MetricReport } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { gradeOf, intervalOf, valueOf } from './metrics';

const report = (median: number, part: Partial<MetricReport> = {}): MetricReport => ({
	better: 'higher',
	blocks: 6,
	n: 6,
	unit: 'tokens/s',
	missing: {},
	maximum: median,
	minimum: median,
	median,
	...part
});

describe('values', () => {
	it('tells seconds in milliseconds below 10 s', () => {
		expect(valueOf(0.1234, 's')).toBe('123\u00a0ms');
		expect(valueOf(9.9, 's')).toBe('9,900\u00a0ms');
		expect(valueOf(12.34, 's')).toBe('12.3\u00a0s');
		expect(valueOf(27.31, 'tokens/s')).toBe('27.3\u00a0tokens/s');
	});

	it('tells an interval in the unit of its median, and none where there is none', () => {
		const seconds = { unit: 's', ci_low: 9.9, ci_high: 10.1 };
		expect(intervalOf(report(10, seconds))).toBe('9.90–10.1');
		expect(intervalOf(report(0.1, { unit: 's', ci_low: 0.099, ci_high: 0.101 }))).toBe('99.0–101');
		expect(intervalOf(report(10))).toBeNull();
	});
});

describe('gradeOf', () => {
	it('is 1 for the best, whichever way is better', () => {
		const all = [report(10), report(20)];
		expect(all.map((it) => gradeOf(it, all))).toEqual([0, 1]);
		const lower = [report(10, { better: 'lower' }), report(20, { better: 'lower' })];
		expect(lower.map((it) => gradeOf(it, lower))).toEqual([1, 0]);
	});

	it('grades nothing where there is nothing to tell apart', () => {
		expect(gradeOf(report(10), [report(10)])).toBeNull();
		const neither = [report(1, { better: 'neither' }), report(2, { better: 'neither' })];
		expect(gradeOf(neither[0]!, neither)).toBeNull();
	});
});
