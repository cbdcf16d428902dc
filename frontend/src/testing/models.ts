import { ModelRow } from '$lib/models/row';
import { aClient, aLoaded, anInstalled, GB } from './fleet';

interface Change {
	family?: string;
	capabilities?: string[];
	parameters?: string;
	size?: number;
	loaded?: boolean;
	modified?: string;
}

/** A row of the models page: this name on these machines. */
export function aModelRow(name: string, clientIds: string[], change: Change = {}): ModelRow {
	const { size = 4 * GB, modified = '2026-01-01T00:00:00Z' } = change;
	return new ModelRow(
		name,
		clientIds.map((id) => ({
			client: aClient(id),
			row: anInstalled(name, { size, modified_at: modified }),
			details: {
				family: change.family ?? 'llama',
				families: [],
				capabilities: change.capabilities ?? [],
				parameter_size: change.parameters ?? '7B',
				quantization: 'Q4_0'
			},
			loaded: change.loaded ? aLoaded(name) : undefined
		}))
	);
}
