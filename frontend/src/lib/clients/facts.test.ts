import { aClient, aTelemetry } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { absentOf, factsOf } from './facts';

const base = aClient('a');
const fact = (client: typeof base, label: string) =>
	factsOf(client).find((it) => it.label === label)!;

describe('factsOf', () => {
	it('says what is known', () => {
		expect(fact(base, 'Cores').value).toBe('8 cores, 16 threads');
		expect(fact(base, 'Memory').exact).toBe('64,000,000,000 bytes');
		expect(fact(base, 'Ollama').value).toBe('0.12.0 at http://127.0.0.1:11434');
	});

	it('says why something is not', () => {
		const hardware = {
			...base.hardware,
			memory_total: null,
			models_disk: null,
			absent: { models_disk: 'OLLAMA_MODELS is on another machine' }
		};
		const ollama = {
			reachable: false,
			url: 'http://x:1',
			error: 'connection refused',
			stale: false
		};
		const client = aClient('a', { hardware, ollama });
		expect(fact(client, 'Memory')).toMatchObject({ value: null, reason: 'not reported' });
		expect(fact(client, 'Its disk').reason).toBe('OLLAMA_MODELS is on another machine');
		expect(fact(client, 'Ollama')).toMatchObject({
			value: null,
			reason: 'unreachable at http://x:1: connection refused'
		});
	});
});

it('absentOf lists the reasons of hardware and telemetry', () => {
	const client = aClient('a', {
		hardware: { ...base.hardware, absent: { 'cpu.model': 'hidden' } },
		telemetry: aTelemetry({ absent: { gpus: 'no driver', output_rate: 'none asked for' } })
	});
	expect(absentOf(client)).toEqual([
		{ path: 'cpu.model', reason: 'hidden' },
		{ path: 'gpus', reason: 'no driver' }
	]);
});
