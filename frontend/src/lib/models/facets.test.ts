import { aModelRow } from '../../testing/models';
import { GB } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { countFacets, facetTest, machinesIn, toggleFacet, withText } from './facets';

const rows = [
	aModelRow('a:1', ['x', 'y'], { family: 'llama', capabilities: ['tools'] }),
	aModelRow('b:1', ['x'], { family: 'llama', capabilities: ['vision', 'tools'], size: 20 * GB }),
	aModelRow('c:1', ['y'], { family: 'qwen2', capabilities: [], loaded: true })
];
const shown = (chosen: Parameters<typeof facetTest>[0]) =>
	rows.filter(facetTest(chosen)).map((row) => row.name);
const name = (id: string) => id.toUpperCase();

describe('facetTest', () => {
	it('shows all when nothing is chosen', () =>
		expect(shown({ family: [] })).toEqual(['a:1', 'b:1', 'c:1']));
	it('takes any value within a facet, and all facets together', () => {
		expect(shown({ family: ['llama', 'qwen2'] })).toHaveLength(3);
		expect(shown({ family: ['llama'], machine: ['y'] })).toEqual(['a:1']);
		expect(shown({ loaded: ['loaded'], family: ['llama'] })).toEqual([]);
	});
});

describe('countFacets', () => {
	const counted = (
		chosen: Parameters<typeof facetTest>[0],
		facet: 'family' | 'size' | 'machine' | 'loaded'
	) => countFacets(rows, chosen, name)[facet].map((it) => [it.label, it.count]);

	it('counts rows by value, most first, sizes in order, machines by name', () => {
		expect(counted({}, 'family')).toEqual([
			['llama', 2],
			['qwen2', 1]
		]);
		expect(counted({}, 'size')).toEqual([
			['4 to 8 GB', 2],
			['16 to 32 GB', 1]
		]);
		expect(counted({}, 'machine')).toEqual([
			['X', 2],
			['Y', 2]
		]);
	});
	it('does not narrow a facet by its own choice, but the others', () => {
		expect(counted({ family: ['qwen2'] }, 'family')).toEqual([
			['llama', 2],
			['qwen2', 1]
		]);
		expect(counted({ family: ['qwen2'] }, 'loaded')).toEqual([['loaded', 1]]);
	});
	it('agrees with what choosing the value shows', () => {
		for (const { value, count } of countFacets(rows, { machine: ['x'] }, name).family) {
			expect(shown({ machine: ['x'], family: [value] })).toHaveLength(count);
		}
	});
	it('keeps a chosen value that nothing has any more', () =>
		expect(counted({ family: ['gone'] }, 'family')).toContainEqual(['gone', 0]));
});

describe('machinesIn', () => {
	it('are the chosen ones, or all', () => {
		expect(machinesIn(rows[0]!, { machine: ['y'] }).map((it) => it.clientId)).toEqual(['y']);
		expect(machinesIn(rows[0]!, {})).toHaveLength(2);
	});
});

describe('toggleFacet', () => {
	it('adds, and takes back', () => {
		const one = toggleFacet({}, 'family', 'llama');
		expect(one).toEqual({ family: ['llama'] });
		expect(toggleFacet(one, 'family', 'llama')).toEqual({ family: [] });
	});
});

describe('withText', () => {
	const values = countFacets(rows, { machine: ['y'] }, name).machine;
	it('finds labels in any case, and keeps what is chosen', () => {
		expect(withText(values, ' X ').map((it) => it.label)).toEqual(['X', 'Y']);
		expect(withText(values, 'nothing').map((it) => it.label)).toEqual(['Y']);
		expect(withText(values, ' ')).toBe(values);
	});
});

it('tells drift and updates', () => {
	const counted = countFacets(rows, {}, name);
	expect(counted.versions.map((it) => [it.label, it.count])).toEqual([['one version', 3]]);
	expect(counted.updates).toEqual([]);
});
