import { describe, expect, it, vi } from 'vitest';
import { mustSignIn, readSession, returnPath, signInPath } from './session';

const url = (path: string) => new URL(path, 'http://obt.test');

describe('readSession', () => {
	it('is unknown while the server is down', async () => {
		const down = vi.fn<typeof fetch>().mockResolvedValue(new Response('', { status: 502 }));
		expect(await readSession(down, 'http://obt.test')).toBeNull();
	});
});

describe('mustSignIn', () => {
	it.each([
		[null, false],
		[{ required: false, signed_in: false }, false],
		[{ required: true, signed_in: true }, false],
		[{ required: true, signed_in: false }, true]
	])('of %o is %s', (session, expected) => expect(mustSignIn(session)).toBe(expected));
});

describe('the way back', () => {
	it('leads through sign-in to the page asked for', () => {
		const path = signInPath(url('/models?q=size:<8GB&sort=name'));
		expect(path).toBe('/sign-in?next=%2Fmodels%3Fq%3Dsize%3A%253C8GB%26sort%3Dname');
		expect(returnPath(url(path))).toBe('/models?q=size:%3C8GB&sort=name');
	});
	it('does not nest', () =>
		expect(signInPath(url('/sign-in?next=%2Fx'))).toBe('/sign-in?next=%2Fx'));
	it.each(['https://evil.example/x', '//evil.example', 'javascript:alert(1)', '/sign-in', ''])(
		'never leaves this site: %s',
		(next) => expect(returnPath(url(`/sign-in?next=${encodeURIComponent(next)}`))).toBe('/')
	);
});
