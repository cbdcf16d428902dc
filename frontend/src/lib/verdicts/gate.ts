import type { CompareView } from './compare';

export type GateAsked = Pick<CompareView, 'tolerance' | 'metric' | 'strict'>;

/** What says the same on a command line, e.g. in CI. */
export function gateCommand(
	newId: string,
	baselineId: string,
	{ tolerance, metric, strict }: GateAsked
): string {
	return [
		`obt bench gate ${newId} --baseline ${baselineId} --tolerance ${String(tolerance)}%`,
		metric === null ? '' : ` --metric ${metric}`,
		strict ? ' --strict' : ''
	].join('');
}
