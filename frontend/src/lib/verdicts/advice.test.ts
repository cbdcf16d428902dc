import type { Advised } from '$lib/api/types';
import { emptyFleet, type Fleet } from '$lib/live/fleet';
import { describe, expect, it } from 'vitest';
import { adviceQuery, installedAs, roomOf, readAdvice, unmeasured, writeAdvice } from './advice';

const fleet = {
	...emptyFleet,
	installed: new Map([
		['desk', new Map([['a:1b', {}]])],
		['lab', new Map([['a:1b', {}]])],
		['old', new Map([['b:latest', {}]])]
	])
} as unknown as Fleet;

describe('advice', () => {
	it('stands in the address in milliseconds and asks in seconds', () => {
		const read = (query: string) => readAdvice(new URLSearchParams(query));
		const query = '?model=a%3A1b&workload=decode&ttft=500&e2e=1.5';
		expect(writeAdvice(read(query))).toBe(query);
		expect(adviceQuery(read(query))).toEqual({
			model: 'a:1b',
			workload: 'decode',
			ttft: 0.5,
			e2e: 0.0015
		});
		expect(read('?ttft=-1&tpot=x')).toMatchObject({ ttft: null, tpot: null, workload: 'chat' });
	});

	it('knows who has the model and never measured it', () => {
		expect(unmeasured(fleet, 'a:1b', [{ client_id: 'desk' } as Advised])).toEqual(['lab']);
		expect(unmeasured(fleet, 'b', [])).toEqual(['old']);
		expect(installedAs(fleet, 'old', 'b')).toBe('b:latest');
		expect(installedAs(fleet, 'gone', 'b')).toBeNull();
	});

	it('tells what it took of which memory, RAM beside what there is', () => {
		const room = (size: number | null, size_vram: number | null, memory_total: number | null) =>
			roomOf({ size, size_vram, memory_total } as Advised['fit']).map((it) =>
				it.replaceAll('\u00a0', ' ')
			);
		const gib = 2 ** 30;
		expect(room(12 * gib, 8 * gib, 32 * gib)).toEqual(['8.0 GiB VRAM', '4.0 of 32.0 GiB RAM']);
		expect(room(8 * gib, 8 * gib, 32 * gib)).toEqual(['8.0 GiB VRAM']);
		expect(room(4 * gib, 0, null)).toEqual(['4.0 GiB RAM']);
		expect(room(4 * gib, null, 32 * gib)).toEqual(['4.0 GiB of memory']);
		expect(room(null, null, 32 * gib)).toEqual([]);
	});
});
