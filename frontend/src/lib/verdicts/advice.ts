import type { Advised } from '$lib/api/types';
import type { Fleet } from '$lib/live/fleet';
import { memoryOf, memorySize } from '$lib/ui/format';

/** What is asked; limits in milliseconds, as they are typed. */
export interface AdviceView {
	readonly model: string;
	readonly workload: string;
	readonly ttft: number | null;
	readonly tpot: number | null;
	readonly e2e: number | null;
}

export const LIMITS = ['ttft', 'tpot', 'e2e'] as const;
export type Limit = (typeof LIMITS)[number];

export function readAdvice(params: URLSearchParams): AdviceView {
	const limit = (name: Limit) => {
		const value = Number(params.get(name));
		return value > 0 && Number.isFinite(value) ? value : null;
	};
	return {
		model: params.get('model') ?? '',
		workload: params.get('workload') || 'chat',
		ttft: limit('ttft'),
		tpot: limit('tpot'),
		e2e: limit('e2e')
	};
}

export function writeAdvice(view: AdviceView): string {
	const params = new URLSearchParams();
	if (view.model) params.set('model', view.model);
	if (view.workload !== 'chat') params.set('workload', view.workload);
	for (const name of LIMITS) if (view[name] !== null) params.set(name, String(view[name]));
	return params.size ? `?${params}` : '';
}

/** In seconds, as the API takes them. */
export function adviceQuery({ model, workload, ...limits }: AdviceView) {
	const seconds = LIMITS.flatMap((name) => {
		const ms = limits[name];
		return ms === null ? [] : [[name, ms / 1000] as const];
	});
	return { model, workload, ...Object.fromEntries(seconds) };
}

const spellings = (model: string) => [model, model.includes(':') ? model : `${model}:latest`];

/** How this machine spells the model; null where it has it not. */
export function installedAs(fleet: Fleet, clientId: string, model: string): string | null {
	const here = fleet.installed.get(clientId);
	return spellings(model).find((name) => here?.has(name)) ?? null;
}

/** Machines that have the model and never measured it. */
export function unmeasured(fleet: Fleet, model: string, machines: readonly Advised[]): string[] {
	const known = new Set(machines.map((it) => it.client_id));
	return [...fleet.installed.keys()].filter(
		(id) => !known.has(id) && installedAs(fleet, id, model) !== null
	);
}

/** What it took of the two memories; RAM beside what the machine has. Nothing where it is not known. */
export function roomOf({ size, size_vram: vram, memory_total: total }: Advised['fit']): string[] {
	if (size === null) return [];
	if (vram === null) return [`${memorySize(size)} of memory`];
	const ram = Math.max(0, size - vram);
	return [
		...(vram > 0 ? [`${memorySize(vram)} VRAM`] : []),
		...(ram > 0 ? [`${total === null ? memorySize(ram) : memoryOf(ram, total)} RAM`] : [])
	];
}
