import { expect, it } from 'vitest';
import { serverAddress } from './server-address';

it.each([
	['', 'http://127.0.0.1:8881/', 'http://127.0.0.1:8881'],
	['http://127.0.0.1:8881', 'http://localhost:5173/', 'http://127.0.0.1:8881'],
	['http://127.0.0.1:8881', 'http://desk.lan:5173/models', 'http://desk.lan:8881'],
	['https://obt.example', 'http://desk.lan:5173/', 'https://obt.example']
])('behind %s, seen at %s: clients dial %s', (behind, page, address) =>
	expect(serverAddress(behind, new URL(page))).toBe(address)
);
