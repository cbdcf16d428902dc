import { aClient, aLoaded } from '../../testing/fleet';
import type { Client } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import type { Fit, Place } from './fits';
import { capabilityWord, fitDetail, fitsInShort, needParts } from './words';

const GiB = 2 ** 30;
const fit = (
	name: string,
	place: Place,
	change: Partial<Fit> = {},
	client?: Partial<Client>
): Fit => ({
	client: aClient(name, client),
	place,
	share: null,
	room: { vram: 24 * GiB, vramFree: 20 * GiB, ram: 64 * GiB, held: 0 },
	loaded: null,
	...change
});
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('the fleet in short', () => {
	it('names a few machines', () =>
		expect(fitsInShort([fit('desk', 'gpu'), fit('lab1', 'crowded'), fit('office', 'partly')])).toBe(
			'fits on the GPU of desk, lab1, partly on the GPU of office'
		));

	it('counts many, and tells where it does not fit or is not known', () => {
		const many = ['a', 'b', 'c', 'd'].map((name) => fit(name, 'ram'));
		expect(fitsInShort([...many, fit('e', 'no'), fit('f', 'unknown')])).toBe(
			'fits in RAM on 4 machines; does not fit on e; not known of f'
		);
	});

	it('is nothing for no machine', () => expect(fitsInShort([])).toBe(''));
});

describe('why on one machine', () => {
	it('is what was measured, where it is loaded', () => {
		const loaded = aLoaded('m:1b', { size: 8 * GiB, size_vram: 2 * GiB, context_length: 8192 });
		expect(plain(fitDetail(fit('a', 'partly', { loaded, share: 0.25 })))).toBe(
			'loaded now: 8.0 GiB at 8k, 25 % on the GPU'
		);
	});

	it('is the room there', () => {
		expect(plain(fitDetail(fit('a', 'gpu')))).toBe('20.0 GiB of 24.0 GiB VRAM free');
		const ram = { vram: 0, vramFree: 0, ram: 16 * GiB, held: 0 };
		expect(plain(fitDetail(fit('a', 'ram', { room: ram })))).toBe('no GPU seen, 16.0 GiB RAM');
	});

	it('is the reason of the machine where it does not tell', () => {
		const hardware = { ...aClient('x').hardware, absent: { memory_total: 'no rights' } };
		expect(fitDetail(fit('a', 'unknown', {}, { hardware }))).toBe('no rights');
	});
});

it('tells the parts of an estimate', () => {
	const need = { weights: 4 * GiB, cache: GiB, scratch: GiB / 2, total: 5.5 * GiB, atMost: null };
	expect(plain(needParts(need, 8192))).toBe(
		'weights 4.0 GiB + 8k of context 1.0 GiB + scratch 512 MiB'
	);
	expect(needParts({ ...need, cache: null, scratch: null }, 8192)).toBe('weights only');
});

it('says what a capability means, and keeps words of Ollama that it does not know', () =>
	expect(['tools', 'telepathy'].map(capabilityWord)).toEqual(['calls tools', 'telepathy']));
