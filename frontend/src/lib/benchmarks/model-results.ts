import type { Advised } from '$lib/api/types';

/** What was measured with the workload that was asked for, the fastest first, as the server has it. */
export const measured = (all: readonly Advised[]): Advised[] =>
	all.filter((it) => it.workload !== null && it.decode_rate !== null);

/** Machines that measured it only with other workloads, or not to an end. */
export const otherwise = (all: readonly Advised[]): Advised[] =>
	all.filter((it) => it.workload === null || it.decode_rate === null);

/** How much of the fastest it is, 0 to 1: the length of its bar. */
export function shareOfBest(it: Advised, all: readonly Advised[]): number {
	const best = Math.max(0, ...all.map((other) => other.decode_rate?.median ?? 0));
	return best > 0 ? (it.decode_rate?.median ?? 0) / best : 0;
}
