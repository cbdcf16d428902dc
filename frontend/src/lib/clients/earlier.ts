import type { Lately } from '$lib/api/types';
import type { Point } from '$lib/live/history';

export type Earlier = ReadonlyMap<string, readonly Point[]>;

const SILENCE_MS = 90_000; // longer without a word is a gap, not a slow beat
const MINUTES_15 = 900_000;

/** How busy machines were before this tab listened, by client. */
export const earlierOf = ({ begins_at, step_s, clients }: Lately): Earlier =>
	new Map(
		clients.map(({ client_id, cpu_percent, gpu_percent }) => {
			const points: Point[] = [];
			const steps = cpu_percent?.length ?? gpu_percent?.length ?? 0;
			for (let i = 0; i < steps; i++) {
				const cpu = cpu_percent?.[i] ?? null;
				const gpu = gpu_percent?.[i] ?? null;
				if (cpu === null && gpu === null) continue;
				const at = Date.parse(begins_at) + (i + 0.5) * step_s * 1000;
				const before = points.at(-1)?.at;
				if (before !== undefined && at - before > SILENCE_MS) {
					points.push({ at: before + 1, cpu: null, gpu: null });
				}
				points.push({ at, cpu, gpu });
			}
			return [client_id, points];
		})
	);

/** What the tab heard itself, with what was before; the last 15 minutes of it. */
export function joined(
	earlier: readonly Point[] | undefined,
	heard: readonly Point[]
): readonly Point[] {
	if (!earlier?.length) return heard;
	const first = heard[0]?.at ?? Infinity;
	const all = [...earlier.filter((point) => point.at < first), ...heard];
	const since = (all.at(-1)?.at ?? 0) - MINUTES_15;
	return all.filter((point) => point.at >= since);
}
