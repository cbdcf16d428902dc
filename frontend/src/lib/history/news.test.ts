import { apply, emptyFleet } from '$lib/live/fleet';
import {
	aBeat,
	aClient,
	aJob,
	aLoaded,
	anInstalledModel,
	aSnapshot,
	aTelemetry,
	digest
} from '../../testing/fleet';
import { expect, it } from 'vitest';
import { newsOf } from './news';

it('is new with what the log tells of, not with a beat', () => {
	const start = apply(emptyFleet, [aSnapshot({ clients: [aClient('a')] })]);
	const news = (...events: Parameters<typeof apply>[1]) => {
		const fleet = apply(start, events);
		return newsOf(fleet, fleet.clients.get('a')!);
	};
	const before = news();
	expect(news(aBeat(2, 'a', { telemetry: aTelemetry({ cpu_percent: 99 }) }))).toBe(before);
	expect(news(aBeat(2, 'a', { loaded: [aLoaded('m')] }))).not.toBe(before);
	const changed = {
		type: 'models.changed' as const,
		seq: 2,
		client_id: 'a',
		full: false,
		removed: [],
		counts: aClient('a').counts
	};
	const first = { ...changed, upserted: [anInstalledModel('m')] };
	const other = { ...changed, seq: 3, upserted: [anInstalledModel('m', { digest: digest(2) })] };
	expect(news(first, other)).not.toBe(news(first));
	expect(news(first, { ...first, seq: 3 })).toBe(news(first));
	const ended = { type: 'job.changed', seq: 2, job: aJob('1', { state: 'failed' }) } as const;
	expect(news(ended)).not.toBe(before);
});
