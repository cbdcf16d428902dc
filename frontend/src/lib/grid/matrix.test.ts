import { aClient, aJob, anInstalled, aSnapshot, digest } from '../../testing/fleet';
import { aModelRow } from '../../testing/models';
import { apply, emptyFleet } from '$lib/live/fleet';
import { keyOf, ModelRow } from '$lib/models/row';
import { describe, expect, it } from 'vitest';
import { openJobs } from './activity';
import { block, markOf, moved, spotOf } from './keys';
import { driftWords, gridRow, versionAt } from './matrix';

const drifted = new ModelRow(
	'm',
	[1, 2, 2, 2].map((n, i) => ({
		client: aClient(`c${i}`),
		row: anInstalled('m', { digest: digest(n) }),
		details: undefined,
		loaded: undefined
	}))
);

describe('drift', () => {
	it('names the most frequent version first', () => {
		const row = gridRow(drifted);
		expect(driftWords(row.versions)).toBe('2 versions: 3 machines / 1 machine');
		expect(versionAt(row, digest(2))).toBe(1);
		expect(versionAt(row, digest(1))).toBe(2);
		expect(row.at.get('c0')?.digest).toBe(digest(1));
	});
	it('is silent where all have the same', () => {
		const row = gridRow(aModelRow('m', ['a', 'b']));
		expect(driftWords(row.versions)).toBe('');
		expect(versionAt(row, digest(1))).toBe(0);
	});
	it('is worked out once for each state of a model', () =>
		expect(gridRow(drifted)).toBe(gridRow(drifted)));
});

describe('keys', () => {
	const shape = { rows: 60, columns: 40, page: 10 };
	const from = { row: 5, column: 5 };
	it.each([
		['ArrowUp', false, { row: 4, column: 5 }],
		['ArrowRight', false, { row: 5, column: 6 }],
		['ArrowDown', true, { row: 59, column: 5 }],
		['ArrowLeft', true, { row: 5, column: 0 }],
		['Home', false, { row: 5, column: 0 }],
		['End', true, { row: 59, column: 39 }],
		['PageUp', false, { row: 0, column: 5 }],
		['PageDown', false, { row: 15, column: 5 }],
		['j', false, { row: 6, column: 5 }],
		['k', true, null],
		['x', false, null]
	])('%s, far: %s', (key, far, to) => expect(moved(from, key, shape, far)).toEqual(to));
	it('a marked cell stays the one it was while rows move, and leaves its place when it goes', () => {
		const mark = markOf({ row: 1, column: 1 }, ['a', 'b'], ['x', 'y']);
		const at = (models: string[], machines = ['x', 'y']) => {
			const { row, column } = spotOf(mark, models, machines);
			return [row, column];
		};
		expect(at(['new', 'a', 'b'])).toEqual([2, 1]);
		expect(at(['b', 'a'], ['y', 'x'])).toEqual([0, 0]);
		expect(at(['a', 'c', 'd'])).toEqual([1, 1]);
		expect(at(['a'], ['x'])).toEqual([0, 0]);
	});
	it('a block has both its corners, whichever comes first', () =>
		expect(block({ row: 2, column: 1 }, { row: 1, column: 2 })).toEqual([
			{ row: 1, column: 1 },
			{ row: 1, column: 2 },
			{ row: 2, column: 1 },
			{ row: 2, column: 2 }
		]));
});

describe('openJobs', () => {
	it('shows what runs rather than what waits, and nothing that ended', () => {
		const queued = aJob('q', { model: 'm' });
		const running = aJob('r', { model: 'm', state: 'running' });
		const ended = aJob('e', { model: 'n', state: 'succeeded' });
		const jobs = [running, queued, ended];
		const open = openJobs(apply(emptyFleet, [aSnapshot({ clients: [aClient('a')], jobs })]));
		expect([...open.values()].map((job) => job.job_id)).toEqual(['r']);
		expect(open.has(keyOf('a', 'm'))).toBe(true);
	});
});
