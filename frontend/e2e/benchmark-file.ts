/** A benchmark as another server exports it: small, and with everything that the page draws. */

const SECOND = 1e9;
const ROUNDS = 8;
const workload = {
	kind: 'concurrency',
	id: 'concurrency',
	version: 1,
	title: 'Concurrency',
	levels: [1, 2],
	prompt_tokens: 64,
	output_tokens: 32,
	requests_per_worker: 1
};
const digest = 'c6aa0dff0706'.padEnd(64, '0');
const model = 'tiny:1b';
const caseOf = (level: number) => `concurrency@1/concurrency=${level}`;

const trial = (day: string, level: number) => ({
	cell: { model, case: caseOf(level) },
	started_at: `${day}T10:00:00Z`,
	digest,
	quantization: 'Q8_0',
	options: { num_ctx: 512, temperature: 0, seed: 42 },
	think: false,
	residency: { digest, size: 1000, size_vram: 1000, context_length: 512 },
	stopped: 'precision'
});

/** One request of 32 tokens: 0.5 s to the first, 1 s for the others, a little more each round. */
function request(start: number, round: number, rejected: boolean) {
	const first = start + 0.5 * SECOND;
	const written = Math.round((1 + round / 100) * SECOND);
	return {
		record: {
			api: 'generate',
			sent_ns: start,
			chunks: [
				[first, 'content'],
				[first + Math.round(written / 2), 'content'],
				[first + written, 'content']
			],
			counters: {
				total_duration: 0.5 * SECOND + written,
				load_duration: 0.01 * SECOND,
				prompt_eval_count: 64,
				prompt_eval_duration: 0.4 * SECOND,
				eval_count: rejected ? 12 : 32,
				eval_duration: written
			},
			engine: 'gguf',
			done: true,
			done_reason: rejected ? 'stop' : 'length'
		},
		rejections: rejected ? [{ reason: 'early_stop', detail: '12 of 32 tokens' }] : []
	};
}

const telemetry = [0, 0.5, 1, 1.5].map((at) => ({
	at_ns: (100 + at) * SECOND,
	cpu: 0.2 + at / 10,
	memory_used: 8 * 2 ** 30,
	gpus: [
		{
			index: 0,
			use: at ? 0.95 : 0.1,
			memory_used: 6 * 2 ** 30,
			clock_mhz: 1800 - at * 50,
			temperature_c: 60 + at * 4,
			power_w: 120 + at * 40
		}
	]
}));

const sample = (day: string, level: number, round: number) => ({
	cell: { model, case: caseOf(level) },
	round,
	position: level - 1,
	taken_at: `${day}T10:0${round}:00Z`,
	// the last one stopped early
	requests: Array.from({ length: level }, () => request(100 * SECOND, round, round === ROUNDS - 1)),
	wall_s: 1.5 + round / 100,
	telemetry
});

const levels = [1, 2];
const rounds = Array.from({ length: ROUNDS }, (_, round) => round);

/** Measured at ten on one of the first nine days of a January, whose number its id ends with. */
export function benchmarkFile(name: string, january = 1): string {
	const day = `2026-01-0${january}`;
	return JSON.stringify({
		format: 'obt-benchmark',
		version: 1,
		obt_version: '0.1.0',
		exported_at: `${day}T11:00:00Z`,
		benchmark_id: `6f1f8f0e-6a8f-4bb7-9d9e-0f0d3a6f0a1${january}`,
		name,
		created_at: `${day}T10:00:00Z`,
		workloads: [workload],
		settings: {},
		stop: {},
		seed: 'seed',
		parts: [
			{
				client_id: 'desk',
				client_name: 'desk',
				models: [model],
				trials: levels.map((level) => trial(day, level)),
				samples: rounds.flatMap((round) => levels.map((level) => sample(day, level, round)))
			}
		]
	});
}
