import type { Curve, MetricReport } from '$lib/api/types';
import { describe, expect, it } from 'vitest';
import { axisAlong, metricsAlong, seriesAlong, trailSeries, trailsOf, unitAlong } from './curves';

const report = (median: number, unit: string): MetricReport => ({
	better: 'higher',
	blocks: 3,
	n: 3,
	unit,
	missing: {},
	maximum: median,
	minimum: median,
	median
});
const point = (x: number, throughput: number, e2e: number): Curve['points'][number] => ({
	x,
	case: `concurrency@1/concurrency=${x}`,
	metrics: { throughput: report(throughput, 'tokens/s'), e2e: report(e2e, 's') }
});
const curve: Curve = {
	axis: 'concurrency',
	title: 'requests at once',
	figures: ['throughput', 'e2e'],
	benchmark_id: 'b',
	client_id: 'desk',
	model: 'a:1b',
	workload: 'concurrency@1',
	points: [point(1, 100, 1), point(2, 180, 1.1), point(4, 150, 3)],
	saturation: { at: 1.8, capacity: 180, reached: true },
	saturated: 'saturates at 1.8 at once, with 180 tokens/s'
};
const named = () => 'desk';

describe('curves', () => {
	it('draw what says most, and what was chosen', () => {
		expect(metricsAlong([curve], 'e2e')).toEqual(['throughput', 'e2e']);
		expect(metricsAlong([curve], 'ttft')).toEqual(['throughput', 'e2e']);
		const own = { ...curve, figures: ['throughput' as const] };
		expect(metricsAlong([own], 'e2e')).toEqual(['e2e', 'throughput']);
		expect(metricsAlong([], 'e2e')).toEqual([]);
	});

	it('have ticks where something was measured', () => {
		expect(axisAlong([curve]).ticks).toEqual([1, 2, 4]);
		const depth = { ...curve, axis: 'depth' as const };
		expect(axisAlong([depth]).format?.(4096)).toBe('4k');
	});

	it('are drawn in one unit, with gaps where nothing is known', () => {
		const scale = unitAlong([curve], 'e2e');
		expect(scale).toEqual({ unit: 'ms', factor: 1000 });
		const [line] = seriesAlong([curve], 'e2e', scale, named);
		expect(line?.points.map((it) => it.y)).toEqual([1000, 1100, 3000]);
		const [none] = seriesAlong([curve], 'ttft', scale, named);
		expect(none?.points.map((it) => it.y)).toEqual([null, null, null]);
	});

	it('keep the order of the load in a trail, and that of x for readers', () => {
		const trails = trailsOf([curve], { unit: 's', factor: 1 });
		expect([...trails.values()][0]?.map((it) => it.x)).toEqual([100, 180, 150]);
		expect(trailSeries([curve], trails, named)[0]?.points.map((it) => it.x)).toEqual([
			100, 150, 180
		]);
	});
});
