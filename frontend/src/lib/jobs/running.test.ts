import { aJob } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { runningOf } from './running';

const progress = (completed: number, total: number | null) => ({
	status: 'x',
	completed,
	total,
	layers: []
});
const of = (...jobs: ReturnType<typeof aJob>[]) => runningOf(jobs, (id) => id.toUpperCase());

describe('runningOf', () => {
	it('is one line a batch, of those that are open', () => {
		const [line, ...others] = of(
			aJob('1', { state: 'running', progress: progress(50, 100) }),
			aJob('2', { state: 'succeeded', client_id: 'b' }),
			aJob('3', { client_id: 'c' }),
			aJob('4', { batch_id: 'over', state: 'failed' })
		);
		expect(others).toEqual([]);
		expect(line).toMatchObject({
			what: 'Load',
			about: 'm:latest on 2 machines',
			share: 0.5,
			running: 1,
			queued: 1,
			benchmark: null
		});
	});

	it('knows no share where one of them does not', () => {
		const some = aJob('1', { state: 'running', progress: progress(50, 100) });
		const unknown = aJob('2', { state: 'running', progress: progress(50, null) });
		expect(of(some, unknown)[0]?.share).toBeNull();
		expect(of(aJob('1'))[0]?.share).toBeNull();
	});

	it('puts benchmarks first, with their id', () => {
		const operation = { kind: 'benchmark', benchmark_id: 'b1' } as const;
		const bench = aJob('9', { batch_id: 'z', kind: 'benchmark', operation, model: null });
		const lines = of(aJob('1'), bench);
		expect(lines.map((it) => [it.benchmark, it.about])).toEqual([
			['b1', 'on A'],
			[null, 'm:latest on A']
		]);
	});
});
