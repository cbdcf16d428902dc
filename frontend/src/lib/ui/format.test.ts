import { describe, expect, it } from 'vitest';
import {
	ago,
	count,
	countdown,
	fileSize,
	memoryOf,
	memorySize,
	percent,
	plural,
	rate,
	span
} from './format';

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
	it('group thousands', () => expect(count(50_000)).toBe('50,000'));
	it('round percent', () => expect(plain(percent(33.5))).toBe('34 %'));
	it('know one from many', () => {
		expect(plural(1, 'machine')).toBe('1 machine');
		expect(plural(2, 'reply', 'replies')).toBe('2 replies');
	});
});
