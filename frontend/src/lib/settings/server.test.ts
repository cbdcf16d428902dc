import { describe, expect, it } from 'vitest';
import type { Info } from '$lib/api/types';
import { retentionFacts, serverFacts } from './server';

const info: Info = {
	version: '1.2.3',
	protocol: 1,
	uptime_s: 7500,
	counts: { clients: 40, online: 38, models: 12, installed: 1200, loaded: 3, jobs: 0 },
	settings: {
		heartbeat_interval_s: 10,
		client_timeout_s: 60,
		telemetry_history_days: 7,
		log_history_days: 30,
		job_history_days: 30,
		enroll_required: false
	}
};
const plain = (facts: readonly (readonly [string, string])[]) =>
	Object.fromEntries(facts.map(([name, value]) => [name, value.replaceAll('\u00a0', ' ')]));

describe('what the server says', () => {
	it('of itself', () =>
		expect(plain(serverFacts(info))).toMatchObject({
			Version: '1.2.3',
			'Running for': '2 h 5 min',
			Machines: '40, 38 online',
			Models: '12 by name, 1,200 installed, 3 loaded',
			'Offline after a silence of': '1 min'
		}));

	it('of what it keeps', () => {
		expect(plain(retentionFacts(info))).toMatchObject({
			Telemetry: 'every beat for an hour, minutes for 7 d',
			'What happened to machines': '30 d, the newest 2,000 of each machine',
			'Ended jobs': '30 d'
		});
		const none = { ...info, settings: { ...info.settings, telemetry_history_days: 0 } };
		expect(plain(retentionFacts(none))).toMatchObject({
			Telemetry: 'every beat for an hour, nothing beyond'
		});
	});
});
