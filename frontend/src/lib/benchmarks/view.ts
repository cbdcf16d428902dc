/** What of a benchmark is looked at: all of it stands in the address. */
export interface BenchmarkView {
	/** `chat@1`; null = the first. */
	readonly workload: string | null;
	/** Key of the case, where the workload has several; null = the first. */
	readonly work: string | null;
	readonly metric: string | null;
	/** The chosen cell: its model on its machine. */
	readonly model: string | null;
	readonly machine: string | null;
	/** Number of the chosen sample; null = the newest. */
	readonly sample: number | null;
}

const names = ['workload', 'work', 'metric', 'model', 'machine'] as const;

export function readView(params: URLSearchParams): BenchmarkView {
	const [workload, work, metric, model, machine] = names.map((name) => params.get(name) || null);
	const sample = Number(params.get('sample'));
	return {
		workload: workload ?? null,
		work: work ?? null,
		metric: metric ?? null,
		model: model ?? null,
		machine: machine ?? null,
		sample: Number.isSafeInteger(sample) && sample > 0 ? sample : null
	};
}

/** The query of an address; '' where nothing was chosen. */
export function writeView(view: BenchmarkView): string {
	const params = new URLSearchParams();
	for (const name of names) {
		const value = view[name];
		if (value) params.set(name, value);
	}
	if (view.sample !== null) params.set('sample', String(view.sample));
	const text = params.toString();
	return text ? `?${text}` : '';
}
