import type { ModelOperation, Target } from '$lib/api/types';
import type { Fleet } from '$lib/live/fleet';
import type { Place } from './stock';

export interface Wish {
	readonly operation: ModelOperation;
	readonly targets: readonly Required<Target>[];
}

export interface TransferPlan {
	/** One for each source. */
	readonly wishes: readonly Wish[];
	readonly jobs: number;
	/** Bytes that are copied, at most: layers that a machine has already are not. */
	readonly bytes: number;
	/** Targets that have the very same version already. */
	readonly there: number;
	/** Bytes to arrive, by machine. */
	readonly arriving: ReadonlyMap<string, number>;
}

/** What to file so that each of these cells gets its model from the source chosen for it. */
export function planTransfer(
	fleet: Fleet,
	cells: readonly Required<Target>[],
	sourceOf: (model: string) => Place | undefined
): TransferPlan {
	const targets = new Map<string, Required<Target>[]>();
	const arriving = new Map<string, number>();
	let bytes = 0;
	let there = 0;
	for (const cell of cells) {
		const source = cell.model ? sourceOf(cell.model) : undefined;
		if (!source || !cell.model || source.clientId === cell.client_id) continue;
		if (fleet.installed.get(cell.client_id)?.get(cell.model)?.digest === source.digest) {
			there++;
			continue;
		}
		const list = targets.get(source.clientId);
		if (list) list.push(cell);
		else targets.set(source.clientId, [cell]);
		bytes += source.size;
		arriving.set(cell.client_id, (arriving.get(cell.client_id) ?? 0) + source.size);
	}
	const wishes = [...targets].map(([source_client_id, list]) => ({
		operation: { kind: 'transfer' as const, source_client_id },
		targets: list
	}));
	const jobs = wishes.reduce((n, wish) => n + wish.targets.length, 0);
	return { wishes, jobs, bytes, there, arriving };
}

/** Each of these models on each of these machines. */
export const crossed = (
	models: readonly string[],
	machines: Iterable<string>
): Required<Target>[] =>
	[...machines].flatMap((client_id) => models.map((model) => ({ client_id, model })));
