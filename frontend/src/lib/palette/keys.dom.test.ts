import { describe, expect, it } from 'vitest';
import { KeyPair, opensPalette, plainKey } from './keys';

describe('two keys', () => {
	it('are a pair when the second comes in time', () => {
		const pair = new KeyPair(new Set(['g']));
		expect(pair.press('g', 0)).toBeNull();
		expect(pair.press('m', 900)).toBe('g m');
		expect(pair.press('m', 950)).toBeNull();
	});

	it('are none when it comes late, or the first begins nothing', () => {
		const pair = new KeyPair(new Set(['g']));
		pair.press('g', 0);
		expect(pair.press('m', 5000)).toBeNull();
		pair.press('x', 5001);
		expect(pair.press('m', 5002)).toBeNull();
	});
});

describe('a key', () => {
	it('typed into a field is no command', () => {
		const input = document.body.appendChild(document.createElement('input'));
		const heard: (string | null)[] = [];
		document.addEventListener('keydown', (event) => heard.push(plainKey(event)));
		input.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true }));
		document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true }));
		expect(heard).toEqual([null, '?']);
	});

	it('with Ctrl or Cmd opens the palette', () => {
		expect(opensPalette(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))).toBe(true);
		expect(opensPalette(new KeyboardEvent('keydown', { key: 'K', metaKey: true }))).toBe(true);
		expect(opensPalette(new KeyboardEvent('keydown', { key: 'k' }))).toBe(false);
	});
});
