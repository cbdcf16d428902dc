import type { Workload } from '$lib/api/types';
import { shortOf, valueOf } from './metrics';

type Slo = Extract<Workload, { rates: unknown }>['slo'];

/** What "in time" means for a workload; null where it says nothing of it. */
export const sloOf = (workload: Workload | undefined): Slo | null =>
	workload && 'slo' in workload ? (workload.slo ?? null) : null;

const NAMES = ['ttft', 'tpot', 'e2e'] as const;

/** `first token below 2,000 ms, each further token below 200 ms` */
export function sloText(slo: Slo): string {
	return NAMES.flatMap((name) => {
		const limit = slo[name];
		return typeof limit === 'number'
			? [`${shortOf(name).toLowerCase()} below ${valueOf(limit, 's')}`]
			: [];
	}).join(', ');
}
