import { aClient, aTelemetry, GB } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { hardwareLine, readingsOf } from './readings';

const reading = (client: Parameters<typeof readingsOf>[0], id: string) =>
	readingsOf(client, []).find((it) => it.id === id)!;
const plain = (text: string | null) => text?.replaceAll('\u00a0', ' ');

describe('readingsOf', () => {
	it('shows what is measured', () => {
		const client = aClient('a', { telemetry: aTelemetry({ cpu_percent: 33.4, load_1m: 2.04 }) });
		expect(plain(reading(client, 'cpu').text)).toBe('33 %');
		expect(reading(client, 'cpu').extra).toBe('load 2.0');
		expect(plain(reading(client, 'disk').text)).toBe('500 GB free');
		expect(reading(client, 'disk').value).toBe(500 * GB);
	});

	it('shows the rate of OBT’s own requests, while it is heard', () => {
		const telemetry = aTelemetry({ output_rate: 41.66 });
		expect(plain(reading(aClient('a', { telemetry }), 'output').text)).toBe('41.7 tokens/s');
		expect(reading(aClient('a', { telemetry, status: 'late' }), 'output').text).toBeNull();
		const absent = { output_rate: 'only what OBT itself asks for is counted' };
		expect(reading(aClient('a', { telemetry: aTelemetry({ absent }) }), 'output')).toMatchObject({
			text: null,
			reason: absent.output_rate,
			brief: 'none counted now'
		});
		expect(reading(aClient('a'), 'output').brief).toBe('not reported by this machine');
	});

	it('shows no number where there is none, but the reason', () => {
		const absent = { gpus: 'no NVIDIA driver on this machine' };
		const client = aClient('a', { telemetry: { gpus: [], absent } });
		for (const id of ['cpu', 'memory', 'gpu', 'gpuMemory', 'disk', 'output']) {
			expect(reading(client, id)).toMatchObject({ text: null, value: null });
		}
		expect(reading(client, 'gpu')).toMatchObject({
			reason: 'no NVIDIA driver on this machine',
			brief: 'no GPU seen'
		});
		expect(reading(client, 'cpu').reason).toBe('not reported by this machine');
		expect(reading(aClient('b', { telemetry: null }), 'cpu').reason).toBe('nothing heard yet');
	});

	it('names the processor without what stands beside it anyway', () => {
		const { hardware } = aClient('a');
		const named = (model: string) =>
			hardwareLine(aClient('a', { hardware: { ...hardware, cpu: { ...hardware.cpu, model } } }));
		expect(named('AMD EPYC 9354 32-Core Processor')).toMatch(/^AMD EPYC 9354 · /);
		expect(named('Intel(R) Core(TM) i7-8700 CPU @ 3.20GHz')).toMatch(/^Intel Core i7-8700 · /);
	});

	it('adds up several GPUs and takes the hottest', () => {
		const gpu = { vendor: 'nvidia', unified_memory: false } as const;
		const base = aClient('a');
		const client = aClient('a', {
			hardware: {
				...base.hardware,
				gpus: [
					{ ...gpu, index: 0, name: 'NVIDIA GeForce RTX 4090', memory_total: 24 * 1024 ** 3 },
					{ ...gpu, index: 1, name: 'NVIDIA GeForce RTX 4090', memory_total: 24 * 1024 ** 3 }
				]
			},
			telemetry: aTelemetry({
				gpus: [
					{ index: 0, utilization_percent: 4, temperature_c: 40, memory_used: 1024 ** 3 },
					{ index: 1, utilization_percent: 97, temperature_c: 71, memory_used: 1024 ** 3 }
				]
			})
		});
		expect(plain(reading(client, 'gpu').text)).toBe('97 %');
		expect(reading(client, 'gpu').extra).toBe('71\u00a0°C');
		expect(plain(reading(client, 'gpuMemory').text)).toBe('2.0 of 48.0 GiB');
		expect(plain(hardwareLine(client))).toBe(
			'Ryzen 9 7950X · 8 cores · 2 × RTX 4090 24.0 GiB · 59.6 GiB'
		);
	});
});
