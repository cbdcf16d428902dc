import { afterEach, describe, expect, it } from 'vitest';
import {
	ago,
	contextWord,
	count,
	countdown,
	fileSize,
	memoryOf,
	memorySize,
	percent,
	plural,
	rate,
	share,
	shortTime,
	span,
	temperature
} from './format';
import { dense, heed, usual } from './manner';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('sizes', () => {
	it.each([
		[0, '0 B'],
		[999, '999 B'],
		[1000, '1.0 kB'],
		[4_683_087_332, '4.7 GB'],
		[99_950_000, '100 MB'],
		[999_960_000, '1.0 GB'],
		[2 ** 53 - 1, '9.0 PB']
	])('of files: %d is %s', (bytes, text) => expect(plain(fileSize(bytes))).toBe(text));

	it.each([
		[25_769_803_776, '24.0 GiB'],
		[1023, '1,023 B'],
		[1024, '1.0 KiB'],
		[1024 ** 3 - 1, '1.0 GiB']
	])('of memory: %d is %s', (bytes, text) => expect(plain(memorySize(bytes))).toBe(text));

	it('of memory in use', () => {
		expect(plain(memoryOf(2 ** 30, 24 * 2 ** 30))).toBe('1.0 of 24.0 GiB');
		expect(plain(memoryOf(2 ** 29, 24 * 2 ** 30))).toBe('512 MiB of 24.0 GiB');
		expect(plain(memoryOf(0, 2 ** 30))).toBe('0 B of 1.0 GiB');
	});

	it('as a rate', () => expect(plain(rate(12_300_000))).toBe('12.3 MB/s'));
});

describe('time', () => {
	it.each([
		[-3, '0 s'],
		[59.4, '59 s'],
		[200, '3 min 20 s'],
		[180, '3 min'],
		[7500, '2 h 5 min'],
		[90_000, '1 d 1 h']
	])('span of %d is %s', (seconds, text) => expect(plain(span(seconds))).toBe(text));

	it.each([
		[-30, 'now'],
		[4, 'now'],
		[30, '30 s ago'],
		[119, '1 min ago'],
		[7300, '2 h ago'],
		[200_000, '2 d ago']
	])('%d seconds ago is %s', (seconds, text) => expect(plain(ago(seconds))).toBe(text));

	it.each([
		[-1, '0:00'],
		[247, '4:07'],
		[7500, '2 h 5 min']
	])('counts %d down as %s', (seconds, text) => expect(plain(countdown(seconds))).toBe(text));
});

describe('numbers', () => {
	it('group thousands', () =>
		expect([999, 50_000, 1_234_567.6, -1234].map(count)).toEqual([
			'999',
			'50,000',
			'1,234,568',
			'-1,234'
		]));
	it('round percent', () => expect(plain(percent(33.5))).toBe('34 %'));
	it('know one from many', () => {
		expect(plural(1, 'machine')).toBe('1 machine');
		expect(plural(2, 'reply', 'replies')).toBe('2 replies');
	});
});

describe('in another manner', () => {
	afterEach(() => heed(() => usual));

	it('has sizes of one kind', () => {
		heed(() => ({ ...usual, sizes: 'binary' }));
		expect(plain(fileSize(4_683_087_332))).toBe('4.4 GiB');
		expect(plain(rate(12_300_000))).toBe('11.7 MiB/s');
		heed(() => ({ ...usual, sizes: 'decimal' }));
		expect(plain(memorySize(25_769_803_776))).toBe('25.8 GB');
		expect(plain(memoryOf(2 ** 30, 24 * 2 ** 30))).toBe('1.1 of 25.8 GB');
	});

	it('has degrees of one kind', () => {
		expect(plain(temperature(71.4))).toBe('71 °C');
		heed(() => ({ ...usual, temperature: 'fahrenheit' }));
		expect(plain(temperature(71.4))).toBe('161 °F');
		expect(plain(temperature(-40))).toBe('-40 °F');
	});

	it('has lower rows', () => {
		expect(dense(40)).toBe(40);
		heed(() => ({ ...usual, density: 'compact' }));
		expect(dense(40)).toBe(32);
	});
});

describe('an exact time', () => {
	const now = new Date(2026, 6, 9, 12).getTime();
	const written = (...at: [number, number, number, number, number]) =>
		shortTime(new Date(...at).toISOString(), now);

	it('leaves out the day when it is today, and the clock when it is long ago', () => {
		expect(written(2026, 6, 9, 8, 5)).toMatch(/8:05/);
		expect(written(2026, 6, 9, 8, 5)).not.toMatch(/9/);
		expect(written(2026, 6, 8, 8, 5)).toMatch(/8.*8:05/);
		expect(written(2025, 6, 8, 8, 5)).toMatch(/2025/);
		expect(written(2025, 6, 8, 8, 5)).not.toMatch(/:/);
	});
});

it('says contexts as people do', () =>
	expect([512, 1024, 40960, 2047].map(contextWord)).toEqual(['512', '1k', '40k', '2047']));

it('says shares with the digits that small ones need', () =>
	expect([0.03, 0.0058, 0.25, -0.004].map((it) => plain(share(it)))).toEqual([
		'3 %',
		'0.58 %',
		'25 %',
		'-0.4 %'
	]));
