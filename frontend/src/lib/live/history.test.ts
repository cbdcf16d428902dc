import { aBeat, aClient, aSnapshot, aTelemetry, at } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { noHistory as none, remember } from './history';

describe('remember', () => {
	it('keeps one point for each beat, in time', () => {
		const history = remember(none, [
			aBeat(1, 'a', { telemetry: aTelemetry({ cpu_percent: 20 }) }),
			aBeat(2, 'a', { telemetry: aTelemetry({ cpu_percent: 40 }) })
		]);
		expect(history.get('a')?.map((point) => point.cpu)).toEqual([20, 40]);
	});

	it('keeps what was not measured as null, never as zero', () => {
		const history = remember(none, [aBeat(1, 'a', { telemetry: { gpus: [], absent: {} } })]);
		expect(history.get('a')).toEqual([{ at: Date.parse(at(1)), cpu: null, gpu: null }]);
	});

	it('takes the busiest GPU', () => {
		const gpus = [
			{ index: 0, utilization_percent: 10 },
			{ index: 1, utilization_percent: 90 },
			{ index: 2 }
		];
		const history = remember(none, [aBeat(1, 'a', { telemetry: aTelemetry({ gpus }) })]);
		expect(history.get('a')?.[0]).toMatchObject({ gpu: 90 });
	});

	it('is bounded', () => {
		const beats = Array.from({ length: 300 }, (_, i) => aBeat(i, 'a'));
		const points = remember(none, beats).get('a');
		expect(points).toHaveLength(90);
		expect(points?.at(-1)?.at).toBe(Date.parse(at(299)));
	});

	it('survives a reconnect: a snapshot adds a point and drops the forgotten', () => {
		const before = remember(none, [aBeat(1, 'a'), aBeat(2, 'gone')]);
		const after = remember(before, [
			aSnapshot({ clients: [aClient('a', { last_seen: at(9) }), aClient('b')] })
		]);
		expect(after.get('a')).toHaveLength(2);
		expect(after.get('b')).toHaveLength(1);
		expect(after.has('gone')).toBe(false);
	});

	it('does not repeat a beat it knows', () => {
		const before = remember(none, [aBeat(1, 'a')]);
		expect(remember(before, [aBeat(1, 'a')])).toBe(before);
	});
});
