import { describe, expect, it } from 'vitest';
import { SavedSearches } from './saved.svelte';

function aBox(text: string | null = null) {
	const box = { text };
	return {
		box,
		getItem: () => box.text,
		setItem: (_: string, value: string) => void (box.text = value)
	};
}

describe('saved searches', () => {
	it('come back', () => {
		const box = aBox();
		new SavedSearches(box).save(' big ones ', '?q=size%3A%3E8GB');
		expect(new SavedSearches(box).items).toEqual([
			{ name: 'big ones', address: '?q=size%3A%3E8GB' }
		]);
	});

	it('are sorted; a name that is taken gets the new one; some can go', () => {
		const saved = new SavedSearches(aBox());
		saved.save('b', '?q=1');
		saved.save('a', '?q=2');
		saved.save('b', '?q=3');
		expect(saved.items.map((it) => it.name + it.address)).toEqual(['a?q=2', 'b?q=3']);
		saved.remove('a');
		expect(saved.items).toHaveLength(1);
	});

	it('of another tab stay', () => {
		const box = aBox();
		const [one, other] = [new SavedSearches(box), new SavedSearches(box)];
		one.save('a', '?q=1');
		other.save('b', '?q=2');
		expect(other.items.map((it) => it.name)).toEqual(['a', 'b']);
		one.remove('a');
		expect(new SavedSearches(box).items.map((it) => it.name)).toEqual(['b']);
	});

	it.each(['not json', '{}', '[1, null, {"name": ""}, {"name": "a"}]'])(
		'ignore what is no search: %s',
		(text) => expect(new SavedSearches(aBox(text)).items).toEqual([])
	);

	it('last as long as the tab where nothing can be kept', () => {
		const full = {
			getItem: () => null,
			setItem: () => {
				throw new DOMException('full', 'QuotaExceededError');
			}
		};
		for (const box of [undefined, full]) {
			const saved = new SavedSearches(box);
			saved.save('a', '');
			saved.save('b', '');
			expect(saved.items).toHaveLength(2);
		}
	});

	it('need a name', () => {
		const saved = new SavedSearches(undefined);
		saved.save('  ', '?q=1');
		expect(saved.items).toEqual([]);
	});
});
