import { describe, expect, it } from 'vitest';
import { bandOf, domainOf, placeOf, ticksOf } from './forest';

describe('a forest of ratios', () => {
	it('draws twice and half equally far from 1', () => {
		const domain = domainOf([0.5, 2]);
		expect(placeOf(1, domain)).toBeCloseTo(50);
		expect(placeOf(2, domain) - 50).toBeCloseTo(50 - placeOf(0.5, domain));
		expect(placeOf(100, domain)).toBe(100);
	});

	it('always shows 1, and a little around it', () => {
		expect(placeOf(1, domainOf([3, 4]))).toBeGreaterThan(0);
		const narrow = domainOf([1.0001]);
		expect(narrow.high).toBeGreaterThan(1.02);
		expect(domainOf([0, Number.NaN, Infinity])).toEqual(domainOf([]));
	});

	it('writes round ratios that do not touch', () => {
		const domain = domainOf([0.8, 1.1]);
		const ticks = ticksOf(domain);
		expect(ticks).toContain(1);
		expect(ticks).toContain(0.8);
		const places = ticks.map((it) => placeOf(it, domain));
		places.slice(1).forEach((place, i) => expect(place - places[i]!).toBeGreaterThanOrEqual(14));
	});

	it('has a band for the tolerance', () => {
		expect(bandOf(5)).toEqual({ low: 0.95, high: 1.05 });
	});
});
