import { describe, expect, it } from 'vitest';
import { looksLikeName, namesRegistry, readNames, withTag } from './names';

describe('readNames', () => {
	it.each([
		['llama3.2:3b\nqwen3', ['llama3.2:3b', 'qwen3']],
		['a, b  a', ['a', 'b']],
		['ollama pull qwen3:8b', ['qwen3:8b']],
		['  ', []]
	])('%j', (text, names) => expect(readNames(text)).toEqual(names));
});

it.each([
	['qwen3', true],
	['qwen3:8b-q4_K_M', true],
	['hf.co/someone/some-GGUF:Q4_K_M', true],
	['localhost:5000/library/m:1b', true],
	['a b', false],
	['m:', false],
	['/m', false],
	['', false]
])('looksLikeName %j: %s', (name, good) => expect(looksLikeName(name)).toBe(good));

it.each([
	['qwen3:8b', false],
	['someone/model', false],
	['localhost:5000/library/m:1b', true],
	['http://localhost:5000/library/m:1b', true]
])('namesRegistry %s: %s', (name, own) => expect(namesRegistry(name)).toBe(own));

it.each([
	['qwen3', 'qwen3:latest'],
	['qwen3:8b', 'qwen3:8b'],
	['host:5000/m', 'host:5000/m:latest']
])('withTag %s', (name, whole) => expect(withTag(name)).toBe(whole));
