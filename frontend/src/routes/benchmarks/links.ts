import { resolve } from '$app/paths';
import { writeHistory } from '$lib/verdicts/history';
import type { Links } from '$lib/verdicts/links';

export const links: Links = {
	benchmark: (id) => resolve('/benchmarks/[id]', { id }),
	machine: (id) => resolve('/clients/[id]', { id }),
	history: (client, model, workload) =>
		resolve('/benchmarks/history') + writeHistory({ client, model, workload })
};
