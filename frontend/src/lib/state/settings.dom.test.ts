import { expect, it } from 'vitest';
import { Settings } from './settings.svelte';

it('hears of its own key from other tabs, and of nothing else they keep', () => {
	const settings = new Settings(localStorage);
	const unfollow = settings.follow();
	const before = settings.manner;
	const heard = (key: string | null) => {
		window.dispatchEvent(new StorageEvent('storage', { key }));
		return settings.manner !== before;
	};
	localStorage.setItem('obt-settings', '{"density":"compact"}');
	expect(heard('obt-saved-models')).toBe(false);
	expect(heard('obt-settings')).toBe(true);
	expect(settings.manner.density).toBe('compact');
	localStorage.clear();
	heard(null);
	expect(settings.manner.density).toBe('comfortable');
	unfollow();
});
