import type { LogEntry } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { daysOf, dayWords, detailOf, FILTERS, kindsOf, lookOf } from './log';

const entry = (id: number, at: string, change: Partial<LogEntry> = {}): LogEntry => ({
	id,
	at,
	kind: 'client.online',
	model: null,
	detail: null,
	job_id: null,
	...change
});
const local = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();

describe('daysOf', () => {
	it('groups by the reader’s days, and keeps the order', () => {
		const days = daysOf([entry(3, local(25, 9)), entry(2, local(24, 23)), entry(1, local(24, 1))]);
		expect(days.map((day) => [day.id, day.entries.map((it) => it.id)])).toEqual([
			['2026-11-25', [3]],
			['2026-11-24', [2, 1]]
		]);
		const now = new Date(2026, 10, 25, 12).getTime();
		expect(days.map((day) => dayWords(day, now))).toEqual(['Today', 'Yesterday']);
		expect(dayWords(daysOf([entry(1, local(20, 1))])[0]!, now)).toBe('Friday, November 20');
	});
});

describe('an entry', () => {
	it('of a job looks as the job ended', () => {
		const tone = (detail: string | null) =>
			lookOf(entry(1, local(1, 1), { kind: 'job.ended', detail })).tone;
		expect(
			['pull succeeded', 'pull failed: no: space', 'load lost: x', 'pull cancelled', null].map(tone)
		).toEqual(['ok', 'danger', 'danger', 'warn', 'info']);
	});
	it('says what a bare version is of', () => {
		const started = { kind: 'server.started', detail: '0.1.0' } as const;
		expect(detailOf(entry(1, local(1, 1), started))).toBe('OBT 0.1.0');
		expect(detailOf(entry(1, local(1, 1)))).toBe('');
	});
});

it('every kind is under one filter', () => {
	const all = FILTERS.flatMap((it) => kindsOf[it]);
	expect(new Set(all).size).toBe(all.length);
	expect(all).toHaveLength(16);
});
