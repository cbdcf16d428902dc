import type { Info } from '$lib/api/types';
import { count, span } from '$lib/ui/format';

export type Fact = readonly [name: string, value: string];

const DAY = 86_400;
const MOST_LOGGED = 2000; // `MOST` of the server's log

export const serverFacts = ({ version, protocol, uptime_s, counts, settings }: Info): Fact[] => [
	['Version', version],
	['Protocol', `${protocol}`],
	['Running for', span(uptime_s)],
	['Machines', `${count(counts.clients)}, ${count(counts.online)} online`],
	[
		'Models',
		`${count(counts.models)} by name, ${count(counts.installed)} installed, ${count(counts.loaded)} loaded`
	],
	['Jobs under way', count(counts.jobs)],
	['A machine is heard every', span(settings.heartbeat_interval_s)],
	['Offline after a silence of', span(settings.client_timeout_s)]
];

/** What the server keeps, for how long, and what changes that. */
export const retentionFacts = ({ settings }: Info): Fact[] => [
	[
		'Telemetry',
		settings.telemetry_history_days
			? `every beat for an hour, minutes for ${span(settings.telemetry_history_days * DAY)}`
			: 'every beat for an hour, nothing beyond'
	],
	[
		'What happened to machines',
		`${span(settings.log_history_days * DAY)}, the newest ${count(MOST_LOGGED)} of each machine`
	],
	['Ended jobs', span(settings.job_history_days * DAY)],
	['Benchmarks and their samples', 'until they are deleted']
];
