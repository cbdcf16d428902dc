import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { madeOf } from './licences';

it.each(madeOf)('$name is under $licence, as its package says', ({ name, licence }) => {
	const file = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
	const told = JSON.parse(readFileSync(file, 'utf8')) as { license: string };
	expect(told.license).toBe(licence);
});

it('has every package that comes into the page', () => {
	const sources = import.meta.glob<string>(
		[
			'../../**/*.{ts,svelte,css}',
			'!../../**/*.test.ts',
			'!../../test-setup.ts',
			'!../../testing/**',
			'!../../**/*.d.ts'
		],
		{ query: '?raw', import: 'default', eager: true }
	);
	const listed = new Set<string>(madeOf.map((it) => it.name));
	const missing = Object.entries(sources).flatMap(([path, text]) =>
		packagesIn(text)
			.filter((name) => !listed.has(name))
			.map((name) => `${path}: ${name}`)
	);
	expect(Object.keys(sources).length).toBeGreaterThan(100);
	expect(missing).toEqual([]);
});

const IMPORT =
	/^\s*(?:import\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?|export\s[^'";]*?\sfrom\s+|\}\s+from\s+|@(?:import|plugin)\s+)['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm;

/** The packages whose code a file takes; not its own rooms, nor those of the framework. */
function packagesIn(text: string): string[] {
	return [...text.matchAll(IMPORT)]
		.map(([, named, awaited]) => named ?? awaited ?? '')
		.filter((it) => !/^[.$/]|^node:/.test(it))
		.map((it) =>
			it
				.split('/')
				.slice(0, it.startsWith('@') ? 2 : 1)
				.join('/')
		);
}
