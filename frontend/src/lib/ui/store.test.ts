import { afterEach, describe, expect, it, vi } from 'vitest';
import { browserStore, readJson, tabStore, writeJson } from './store';

const refuse = () => {
	throw new DOMException('denied', 'SecurityError');
};

afterEach(() => vi.unstubAllGlobals());

describe('what the browser keeps', () => {
	it.each(['localStorage', 'sessionStorage'])('is nothing where %s is denied', (name) => {
		const ask = name === 'localStorage' ? browserStore : tabStore;
		vi.stubGlobal(name, undefined);
		expect(ask()).toBeUndefined();
		vi.unstubAllGlobals();
		const before = Object.getOwnPropertyDescriptor(globalThis, name);
		Object.defineProperty(globalThis, name, { configurable: true, get: refuse });
		try {
			expect(ask()).toBeUndefined();
		} finally {
			if (before) Object.defineProperty(globalThis, name, before);
			else Reflect.deleteProperty(globalThis, name);
		}
	});

	it('comes back, unless it is not ours or may not be read', () => {
		const kept = new Map<string, string>();
		const box = {
			getItem: (key: string) => kept.get(key) ?? null,
			setItem: (key: string, value: string) => void kept.set(key, value)
		};
		expect(writeJson(box, 'a', { b: 1 })).toBe(true);
		expect(readJson(box, 'a')).toEqual({ b: 1 });
		kept.set('a', '{"b"');
		expect(readJson(box, 'a')).toBeUndefined();
		expect(readJson({ getItem: refuse }, 'a')).toBeUndefined();
		expect(readJson(undefined, 'a')).toBeUndefined();
		expect(writeJson({ setItem: refuse }, 'a', 1)).toBe(false);
		expect(writeJson(undefined, 'a', 1)).toBe(false);
	});
});
