import type { PastPoint } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { byCase, changeOf, changesOf, measuredPoints, readHistory, writeHistory } from './history';

const point = (workload: string) =>
	({ workload, ollama_version: '0.12.0', digest: 'a'.repeat(64), obt_version: '1.2' }) as PastPoint;

describe('the history of a cell', () => {
	it('stands in the address', () => {
		const query = '?client=desk&model=a%3A1b&workload=chat';
		expect(writeHistory(readHistory(new URLSearchParams(query)))).toBe(query);
	});

	it('says what changed, and to what', () => {
		expect(changeOf('ollama', point('x'))).toBe('Ollama 0.12.0');
		expect(changeOf('digest', point('x'))).toBe('model aaaaaaaaaaaa');
		expect(changeOf('obt', point('x'))).toBe('OBT 1.2');
	});

	it('keeps the cases of a workload apart', () => {
		const found = byCase([point('a'), point('b'), point('a')]);
		expect(found.map(([key, points]) => [key, points.length])).toEqual([
			['a', 2],
			['b', 1]
		]);
	});

	it('draws nothing where nothing counted, and marks what changed', () => {
		const some = [
			{
				...point('a'),
				measured_at: '1970-01-01T00:00:01Z',
				value: null,
				failed: 'no',
				changed: []
			},
			{
				...point('a'),
				measured_at: '1970-01-01T00:00:02Z',
				value: { median: 3, ci_low: 2, ci_high: null },
				benchmark: 'b',
				failed: null,
				changed: ['ollama', 'obt']
			}
		] as unknown as PastPoint[];
		expect(measuredPoints(some)).toMatchObject([
			{ x: 1000, y: null },
			{ x: 2000, y: 3, low: 2, high: null, note: 'b' }
		]);
		expect(changesOf(some)).toEqual([{ x: 2000, words: 'Ollama 0.12.0, OBT 1.2', minor: false }]);
	});

	it('writes beside a mark only where it touches no other words', () => {
		const changed = (day: number) =>
			({
				...point('a'),
				measured_at: new Date(Date.UTC(2026, 0, day)).toISOString(),
				changed: ['ollama']
			}) as PastPoint;
		const words = (room: number) =>
			changesOf([1, 5, 6, 9, 11].map(changed), room).map((it) => it.words !== '');
		expect(words(0.1)).toEqual([true, true, true, true, true]);
		expect(words(0.3)).toEqual([true, true, false, false, true]);
	});
});
