import type { ModelDetails } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { contextsOf, needOf } from './need';

const details = (change: Partial<ModelDetails> = {}): ModelDetails => ({
	families: [],
	capabilities: [],
	context_length: 8192,
	embedding_length: 576,
	attention: { layers: 30, heads: 9, kv_heads: 90, key_length: 64, value_length: 64 },
	...change
});

describe('what a model needs', () => {
	it('is its weights, its cache and its scratch', () => {
		const need = needOf(270_000_000, details(), 4096);
		expect(need.cache).toBe(4096 * 90 * 128 * 2);
		expect(need.scratch).toBe(4 * 512 * (1 + 4 * 576 + 4096 * 10));
		expect(need.total).toBe(270_000_000 + need.cache! + need.scratch!);
		expect(need.atMost).toBeNull();
	});

	it('comes to what Ollama 0.9.3 tells of SmolLM2, of two requests at a time, within 2 %', () => {
		const told = details({ vocabulary: 49152 });
		for (const [context, size] of [
			[1024, 249_394_944],
			[2048, 298_153_728],
			[4096, 466_321_152],
			[8192, 829_128_448]
		] as const) {
			const { total } = needOf(98_363_007, told, 2 * context);
			expect(Math.abs(total / size - 1)).toBeLessThan(0.02);
		}
	});

	it('is its weights alone where the file tells no more', () => {
		for (const told of [
			undefined,
			details({ attention: null }),
			details({ embedding_length: null })
		])
			expect(needOf(5, told, 4096)).toMatchObject({ total: 5, cache: null, scratch: null });
	});

	it('is at most that where layers keep a window', () => {
		const attention = { ...details().attention!, sliding_window: 1024 };
		expect(needOf(5, details({ attention }), 1024).atMost).toBeNull();
		expect(needOf(5, details({ attention }), 2048).atMost).not.toBeNull();
	});
});

it('offers contexts up to the longest one', () => {
	expect(contextsOf(details())).toEqual([1024, 2048, 4096, 8192]);
	expect(contextsOf(details({ context_length: 40960 })).slice(-2)).toEqual([32768, 40960]);
	expect(contextsOf(details({ context_length: 512 }))).toEqual([512]);
	expect(contextsOf(undefined)).toEqual([]);
});
