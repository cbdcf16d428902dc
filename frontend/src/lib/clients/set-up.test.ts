import { describe, expect, it } from 'vitest';
import { commandOf, isLoopback, systemOf } from './set-up';

const server = 'http://desk.lan:8881';

describe('commandOf', () => {
	it('is one command, with the token only where it is asked for', () => {
		expect(commandOf('windows', server, false)).toBe(`obt client --server ${server}`);
		expect(commandOf('linux', server, true)).toBe(
			`OBT_ENROLL_TOKEN=ENROLL-TOKEN obt client --server ${server}`
		);
		expect(commandOf('windows', server, true)).toBe(
			`$env:OBT_ENROLL_TOKEN="ENROLL-TOKEN"; obt client --server ${server}`
		);
	});
});

it('knows a system by what browsers say', () => {
	expect(systemOf('Mozilla/5.0 (Windows NT 10.0; Win64; x64)')).toBe('windows');
	expect(systemOf('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)')).toBe('macos');
	expect(systemOf('Mozilla/5.0 (X11; Linux x86_64)')).toBe('linux');
});

it('knows addresses that no other machine can use', () => {
	expect(['http://127.0.0.1:1', 'http://[::1]:1', 'http://localhost'].every(isLoopback)).toBe(true);
	expect(isLoopback(server)).toBe(false);
});
