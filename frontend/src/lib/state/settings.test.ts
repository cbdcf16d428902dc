import { usual } from '$lib/ui/manner';
import { describe, expect, it } from 'vitest';
import { Settings } from './settings.svelte';
import { everything, forgetAll, type Store } from './stored';

function aStore(entries: Record<string, string> = {}): Store {
	const kept = new Map(Object.entries(entries));
	return {
		getItem: (key) => kept.get(key) ?? null,
		setItem: (key, value) => void kept.set(key, value),
		removeItem: (key) => void kept.delete(key),
		key: (n) => [...kept.keys()][n] ?? null,
		get length() {
			return kept.size;
		}
	};
}

describe('settings', () => {
	it('are the usual ones until somebody changes them, and then kept', () => {
		const store = aStore();
		const settings = new Settings(store);
		expect(settings.manner).toEqual(usual);
		settings.change({ sizes: 'binary', density: 'compact' });
		const again = new Settings(store);
		expect(again.manner).toEqual({ ...usual, sizes: 'binary', density: 'compact' });
	});

	it.each(['', '{', 'null', '"compact"', '{"density":"huge","sizes":7}'])(
		'survive what is kept as %j',
		(kept) => {
			const store = aStore({ 'obt-settings': kept });
			expect(new Settings(store).manner).toEqual(usual);
		}
	);

	it('work where nothing may be kept', () => {
		const deny = () => {
			throw new DOMException('denied', 'SecurityError');
		};
		const store = { ...aStore(), getItem: deny, setItem: deny };
		const settings = new Settings(store);
		settings.change({ times: 'exact' });
		expect(settings.manner.times).toBe('exact');
	});
});

describe('what is kept', () => {
	it('is told, and forgotten; what others keep is not touched', () => {
		const store = aStore({ 'obt-theme': 'light', other: 'x', 'obt-a': '12345' });
		expect(everything(store)).toEqual([
			{ key: 'obt-a', size: 5 },
			{ key: 'obt-theme', size: 5 }
		]);
		forgetAll(store);
		expect(everything(store)).toEqual([]);
		expect(store.getItem('other')).toBe('x');
	});
});
