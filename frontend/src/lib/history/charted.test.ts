import { createApi } from '$lib/api/client';
import { aClient, at } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { Charted } from './charted.svelte';

const NOW = Date.parse(at(7200));
const empty = { client_id: 'a', step_s: null, gap_s: 45, at: [], series: [] };

function charted(answers: { ends_at?: string; status?: number; wait?: Promise<void> }[]) {
	const asked: URL[] = [];
	const api = createApi(
		async (request) => {
			asked.push(new URL((request as Request).url));
			const { status = 200, wait, ends_at = at(0) } = answers[asked.length - 1]!;
			await wait;
			const body = status === 200 ? { ...empty, begins_at: at(0), ends_at } : { detail: 'no' };
			return Response.json(body, { status });
		},
		{ baseUrl: 'http://obt' }
	);
	return { it: new Charted(api, 'a', () => NOW), asked };
}

describe('Charted', () => {
	it('asks for its range, and keeps what was heard since', async () => {
		const { it: chart, asked } = charted([{ ends_at: at(7200) }]);
		for (const s of [7190, 7195, 7195, 7210]) chart.take(aClient('a', { last_seen: at(s) }));
		expect(chart.heard).toHaveLength(3);
		await chart.read('6h');
		expect(asked[0]?.searchParams.get('from')).toBe(at(7200 - 6 * 3600));
		expect(chart.heard.map((it) => it.at)).toEqual([Date.parse(at(7210))]);
	});

	it('lets the last wish win', async () => {
		let answer = () => {};
		const wait = new Promise<void>((resolve) => (answer = resolve));
		const { it: chart } = charted([{ wait, ends_at: at(1) }, { ends_at: at(2) }]);
		const slow = chart.read('7d');
		await chart.read('1h');
		answer();
		await slow;
		expect(chart.told?.ends_at).toBe(at(2));
	});

	it('says what went wrong, and keeps what it had', async () => {
		const { it: chart } = charted([{}, { status: 500 }]);
		await chart.read('1h');
		await chart.read('1h');
		expect([chart.problem, chart.told !== null]).toEqual(['no', true]);
	});
});
