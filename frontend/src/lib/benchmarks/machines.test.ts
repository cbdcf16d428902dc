import type { Benchmark } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { machineText, versionsApart } from './machines';

type Machine = Benchmark['provenance']['machines'][string];
const machine = (part: Partial<Machine>): Machine => ({
	client_version: '0.1.0',
	hardware: {
		cpu: { architecture: 'x86_64', cores_logical: 16, model: 'Ryzen 7' },
		memory_total: 32 * 2 ** 30,
		os: { name: 'Debian', version: '12' },
		gpus: [],
		absent: { gpus: 'no driver answers' }
	},
	ollama_version: '0.33.3',
	seen_at: '2026-01-01T10:00:00Z',
	...part
});
const upper = (id: string) => id.toUpperCase();

describe('machines', () => {
	it('tell under what they measured, and why there is no GPU', () => {
		expect(machineText(machine({ power_source: 'mains' }))).toBe(
			'Ollama 0.33.3 · Ryzen 7 (16 threads) · no GPU (no driver answers) · 32.0\u00a0GiB RAM · Debian 12 · mains · client 0.1.0'
		);
	});

	it('say where they have not the same Ollama', () => {
		const old = machine({ ollama_version: '0.9.3' });
		expect(versionsApart({ a: machine({}), b: machine({}) }, upper)).toBeNull();
		expect(versionsApart({ a: machine({}), b: old, c: machine({}) }, upper)).toBe(
			'0.33.3 on A and C, 0.9.3 on B'
		);
	});
});
