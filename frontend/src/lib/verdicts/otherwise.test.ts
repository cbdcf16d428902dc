import type { Benchmark } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { otherwise } from './otherwise';

const benchmark = (ollama: string | null, threads: number | null, obt = '1') =>
	({
		provenance: {
			settings: { num_thread: threads, seed: 42 },
			machines: Object.fromEntries(
				['a', 'b', 'c'].map((id) => [id, { ollama_version: ollama, client_version: '1' }])
			),
			obt_version: obt
		}
	}) as unknown as Benchmark;
const told = (a: Benchmark, b: Benchmark) => otherwise(a, b, (id) => id);

describe('what was not the same', () => {
	it('is told once for all machines of which it is true', () => {
		expect(told(benchmark('0.9', 1), benchmark('0.12', null, '2'))).toEqual([
			{ what: 'num_thread', a: '1', b: 'not set' },
			{ what: 'Ollama on 3 machines', a: '0.9', b: '0.12' },
			{ what: 'OBT', a: '1', b: '2' }
		]);
	});

	it('is nothing where one does not tell', () => {
		expect(told(benchmark(null, 1), benchmark('0.12', 1))).toEqual([]);
	});
});
