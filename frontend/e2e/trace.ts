/** What of Chromium's trace is read here, as its format says: times in microseconds. */
interface TraceEvent {
	name: string;
	ph: string;
	pid: number;
	tid: number;
	ts: number;
	dur?: number;
	/** Of `dur`, what the thread itself ran: others on the machine do not count. */
	tdur?: number;
}

/** To be traced for `loadOf`. */
export const CATEGORIES = [
	'-*',
	'toplevel',
	'loading',
	'disabled-by-default-lighthouse',
	'blink.user_timing'
];

const LONG_MS = 50; // a task that lasts longer keeps people waiting

export interface Load {
	/** Largest contentful paint, ms. */
	paint: number;
	/** Total blocking time, ms: what of tasks is beyond 50 ms, once there is something to look at. */
	blocked: number;
}

/**
 * What the load of a page costs on a processor so many times slower, from a trace of it here: every task of the
 * page's main thread takes so many times what it took of a processor. That is how Lighthouse throttles unless it
 * is told otherwise ("simulated throttling"), and what else runs on this machine matters little.
 */
export function loadOf(trace: Buffer, slower: number): Load {
	const { traceEvents: events } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
	const first = events.find((it) => it.name === 'firstContentfulPaint');
	if (!first) throw new Error('nothing was painted');
	const main = events.filter((it) => it.pid === first.pid && it.tid === first.tid);
	const begun = main.findLast((it) => it.name === 'navigationStart' && it.ts <= first.ts);
	const painted = main.findLast((it) => it.name === 'largestContentfulPaint::Candidate');
	if (!begun || !painted) throw new Error('the trace tells nothing of the load');

	const tasks = main
		.filter((it) => it.ph === 'X' && it.name === 'ThreadControllerImpl::RunTask')
		.map(({ ts, dur = 0, tdur = dur }) => ({ from: ts, to: ts + dur, ms: tdur / 1000 }));
	const before = tasks.filter((it) => it.from >= begun.ts && it.from < painted.ts);
	const after = tasks.filter((it) => it.to > first.ts);
	const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
	return {
		paint: (painted.ts - begun.ts) / 1000 + (slower - 1) * sum(before.map((it) => it.ms)),
		blocked: sum(after.map((it) => Math.max(0, it.ms * slower - LONG_MS)))
	};
}
