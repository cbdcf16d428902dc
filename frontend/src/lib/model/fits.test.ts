import { aClient, aLoaded, aTelemetry } from '../../testing/fleet';
import type { Client } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { fitOf, fitsOf, roomOf } from './fits';

const GiB = 2 ** 30;
const hardware = aClient('x').hardware;

/** A machine with this much memory, and GPUs of so much with so much used. */
function machine(
	id: string,
	ram: number | null,
	gpus: readonly { total: number | null; used: number | null }[] = [],
	change: Partial<Client> = {}
): Client {
	return aClient(id, {
		hardware: {
			...hardware,
			memory_total: ram,
			gpus: gpus.map(({ total }, index) => ({
				index,
				name: 'GPU',
				vendor: 'nvidia' as const,
				memory_total: total,
				unified_memory: false
			}))
		},
		telemetry: aTelemetry({
			gpus: gpus.map(({ used }, index) => ({ index, memory_used: used }))
		}),
		...change
	});
}

const place = (bytes: number, client: Client) => fitOf(bytes, 'm:1b', client).place;

describe('where a model would lie', () => {
	const desk = machine('desk', 64 * GiB, [{ total: 24 * GiB, used: 4 * GiB }]);

	it.each([
		[20 * GiB, 'gpu'],
		[21 * GiB, 'partly'],
		[24 * GiB + 64 * GiB, 'partly'],
		[89 * GiB, 'no']
	])('%d bytes beside 20 GiB of free VRAM: %s', (bytes, expected) =>
		expect(place(bytes, desk)).toBe(expected)
	);

	it('counts what idle models hold as room that can be made', () => {
		const other = aLoaded('other:1b', { size: 3 * GiB, size_vram: 3 * GiB });
		expect(place(22 * GiB, { ...desk, loaded: [other] })).toBe('crowded');
		expect(place(24 * GiB, { ...desk, loaded: [other] })).toBe('partly');
	});

	it('is RAM where there is no GPU', () => {
		expect(place(10 * GiB, machine('a', 16 * GiB))).toBe('ram');
		expect(place(17 * GiB, machine('a', 16 * GiB))).toBe('no');
	});

	it('is unknown where the machine does not tell, never a guess', () => {
		expect(place(GiB, machine('a', null))).toBe('unknown');
		expect(place(GiB, machine('a', 16 * GiB, [{ total: null, used: null }]))).toBe('unknown');
	});

	it('takes all of a GPU whose use is not known', () =>
		expect(place(20 * GiB, machine('a', 64 * GiB, [{ total: 24 * GiB, used: null }]))).toBe('gpu'));

	it('adds up several GPUs', () => {
		const two = [
			{ total: 12 * GiB, used: GiB },
			{ total: 12 * GiB, used: GiB }
		];
		expect(place(22 * GiB, machine('a', 64 * GiB, two))).toBe('gpu');
	});

	it('shares memory on Apple silicon', () => {
		const mac = machine('mac', 32 * GiB, [{ total: null, used: null }]);
		const gpus = mac.hardware.gpus.map((gpu) => ({ ...gpu, unified_memory: true }));
		const shared = {
			...mac,
			hardware: { ...mac.hardware, gpus },
			telemetry: aTelemetry({ memory_used: 8 * GiB })
		};
		expect(roomOf(shared).vramFree).toBe(24 * GiB);
		expect(place(20 * GiB, shared)).toBe('gpu');
		expect(place(40 * GiB, shared)).toBe('no');
	});

	it('is what was measured, where it is loaded', () => {
		const loaded = [aLoaded('m:1b', { size: 8 * GiB, size_vram: 2 * GiB })];
		const fit = fitOf(GiB, 'm:1b', machine('a', 16 * GiB, [], { loaded }));
		expect([fit.place, fit.share]).toEqual(['partly', 0.25]);
	});

	it('tells about what share lies on the GPU', () =>
		expect(fitOf(40 * GiB, 'm:1b', desk).share).toBe(0.5));
});

it('puts the best machines first and leaves out those offline', () =>
	expect(
		fitsOf(10 * GiB, 'm:1b', [
			machine('small', 8 * GiB),
			machine('gone', 64 * GiB, [], { status: 'offline' }),
			machine('lab10', 64 * GiB, [{ total: 24 * GiB, used: 0 }]),
			machine('lab9', 64 * GiB, [{ total: 24 * GiB, used: 0 }]),
			machine('office', 16 * GiB, [{ total: 8 * GiB, used: 0 }]),
			machine('rack', 64 * GiB)
		]).map((it) => `${it.client.name} ${it.place}`)
	).toEqual(['lab9 gpu', 'lab10 gpu', 'office partly', 'rack ram', 'small no']));
