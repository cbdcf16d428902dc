import { aModelRow } from '../../testing/models';
import { describe, expect, it } from 'vitest';
import { lineKey, sorted, unfolded } from './lines';
import { keyOf } from './row';

const rows = [
	aModelRow('a:1', ['x', 'y'], { size: 3, parameters: '70B' }),
	aModelRow('b:1', ['x'], { size: 9 }),
	aModelRow('c:1', ['x'], { size: 3, parameters: 'unknown' })
];
const names = (by: string, descending = false) =>
	sorted(rows, { by, descending }).map((row) => row.name);

describe('sorted', () => {
	it('sorts both ways, equals by name', () => {
		expect(names('size')).toEqual(['a:1', 'c:1', 'b:1']);
		expect(names('size', true)).toEqual(['b:1', 'a:1', 'c:1']);
		expect(names('name', true)).toEqual(['c:1', 'b:1', 'a:1']);
	});
	it('puts what is unknown below all that is known', () =>
		expect(names('parameters', true)).toEqual(['a:1', 'b:1', 'c:1']));
	it('falls back to names for an unknown column', () =>
		expect(names('nonsense')).toEqual(['a:1', 'b:1', 'c:1']));
});

describe('unfolded', () => {
	it('costs nothing while all is folded', () =>
		expect(unfolded(rows, new Set(), (row) => row.installations)).toBe(rows));
	it('puts machines below their model', () =>
		expect(unfolded(rows, new Set(['a:1']), (row) => row.installations).map(lineKey)).toEqual([
			'a:1',
			keyOf('x', 'a:1'),
			keyOf('y', 'a:1'),
			'b:1',
			'c:1'
		]));
});
