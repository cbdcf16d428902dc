import { describe, expect, it } from 'vitest';
import { reasonFor } from './absence';

describe('reasonFor', () => {
	const absent = { gpus: 'no driver', 'gpus.0.power_w': 'not supported' };
	it('is the value’s own, or that of what it belongs to', () => {
		expect(reasonFor(absent, 'gpus.0.power_w')).toBe('not supported');
		expect(reasonFor(absent, 'gpus.0.temperature_c')).toBe('no driver');
		expect(reasonFor(absent, 'cpu_percent')).toBeNull();
	});
});
