import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = new URL('.', import.meta.url).pathname;
const shared = ['api', 'search', 'live', 'state', 'ui'];
const mayImport: Record<string, string[]> = {
	api: [],
	search: [],
	ui: [],
	server: [],
	live: ['api'],
	state: ['api', 'search', 'live', 'ui'],
	operations: shared,
	clients: [...shared, 'operations'],
	models: [...shared, 'operations'],
	// one model; `models` is the list of all
	model: [...shared, 'operations'],
	// another way to draw what `models` knows
	grid: [...shared, 'models'],
	jobs: [...shared, 'operations'],
	benchmarks: [...shared, 'operations'],
	playground: shared,
	// what the numbers of `benchmarks` mean
	verdicts: [...shared, 'benchmarks'],
	// what was: telemetry over time, the log
	history: shared,
	session: shared,
	settings: shared,
	palette: ['api', 'live', 'ui']
};

const files = readdirSync(join(src, 'lib'), { recursive: true, encoding: 'utf8' })
	.filter((name) => /\.(ts|svelte)$/.test(name) && !/\.(d|test)\.ts$/.test(name))
	.map((name) => `lib/${name.split(sep).join('/')}`);
const known = new Set(files);

const room = (file: string) => file.split('/')[1] ?? '';

function resolve(from: string, spec: string): string | undefined {
	const path = spec.startsWith('$lib/')
		? `lib/${spec.slice('$lib/'.length)}`
		: posix.join(posix.dirname(from), spec);
	return [path, `${path}.ts`, `${path}.svelte`, `${path}/index.ts`].find((it) => known.has(it));
}

function importsOf(file: string): string[] {
	const text = readFileSync(join(src, file), 'utf8');
	const specs = [...text.matchAll(/(?:from|import)\s*\(?\s*'((?:\$lib\/|\.)[^']+)'/g)];
	return specs.flatMap((match) => resolve(file, match[1] ?? '') ?? []);
}

const graph = new Map(files.map((file) => [file, importsOf(file)]));

describe('the house', () => {
	it('has only rooms that have a place in the tiers', () => {
		expect(files.filter((file) => !(room(file) in mayImport))).toEqual([]);
	});

	it('imports downwards only', () => {
		const upward = [...graph].flatMap(([file, targets]) =>
			targets
				.filter((to) => room(to) !== room(file) && !mayImport[room(file)]?.includes(room(to)))
				.map((to) => `${file} -> ${to}`)
		);
		expect(upward).toEqual([]);
	});

	it('has no import cycles', () => {
		const done = new Set<string>();
		const cycles: string[] = [];
		const visit = (file: string, path: string[]) => {
			if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
			if (done.has(file) || path.includes(file)) return;
			for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
			done.add(file);
		};
		for (const file of files) visit(file, []);
		expect(cycles).toEqual([]);
	});

	it('keeps components within 200 lines and modules within 300', () => {
		const long = files.filter((file) => {
			const lines = readFileSync(join(src, file), 'utf8').split('\n').length - 1;
			return lines > (file.endsWith('.svelte') ? 200 : 300);
		});
		expect(long.map((file) => relative('.', file))).toEqual([]);
	});
});
