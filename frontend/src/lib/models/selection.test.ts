import { aModelRow } from '../../testing/models';
import { describe, expect, it } from 'vitest';
import { lineKey, type Line } from './lines';
import { machinesOf, range, Selection } from './selection';

const a = aModelRow('a:1', ['x', 'y']);
const b = aModelRow('b:1', ['x']);
const all = () => true;

describe('Selection', () => {
	it('takes a model with all its machines, or one of them', () => {
		const both = Selection.none.set(a.installations, true);
		expect(both.of(a.installations)).toBe('all');
		const one = both.set([a.installations[0]!], false);
		expect(one.of(a.installations)).toBe('some');
		expect(one.targets(all)).toEqual([{ client_id: 'y', model: 'a:1' }]);
		expect(both.of(a.installations)).toBe('all');
		expect(one.of(b.installations)).toBe('none');
	});

	it('survives that rows are made anew', () => {
		const chosen = Selection.none.set(a.installations, true);
		expect(chosen.of(aModelRow('a:1', ['x', 'y'], { loaded: true }).installations)).toBe('all');
	});

	it('does not grow by itself, and leaves out what is gone', () => {
		const chosen = Selection.none.set(a.installations, true);
		expect(chosen.of(aModelRow('a:1', ['x', 'y', 'z']).installations)).toBe('some');
		expect(chosen.targets((id) => id !== 'x')).toEqual([{ client_id: 'y', model: 'a:1' }]);
	});

	it('keeps names with every character apart', () => {
		const odd = aModelRow('hf.co/<x> 🦙:1', ['x']);
		expect(Selection.none.set(odd.installations, true).targets(all)).toEqual([
			{ client_id: 'x', model: 'hf.co/<x> 🦙:1' }
		]);
	});
});

describe('range', () => {
	const lines: Line[] = [a, { row: a, machine: a.installations[0]! }, b];
	const keys = (from: string, to: string) => range(lines, lineKey, from, to).map(lineKey);
	const inner = a.installations[0]!.key;

	it('goes both ways', () => {
		expect(keys('a:1', 'b:1')).toEqual(['a:1', inner, 'b:1']);
		expect(keys('b:1', inner)).toEqual([inner, 'b:1']);
	});
	it('is the one line where the anchor is filtered away', () =>
		expect(keys('gone:1', 'b:1')).toEqual(['b:1']));
	it('stands for machines', () =>
		expect(lines.map((line) => machinesOf(line, (row) => row.installations).length)).toEqual([
			2, 1, 1
		]));
});
