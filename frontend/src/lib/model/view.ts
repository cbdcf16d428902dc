/** What of a model's page people choose: it stands in the address. */
export interface ModelView {
	/** Tokens; null: as Ollama would. */
	readonly context: number | null;
	/** Id of the workload whose results are shown. */
	readonly workload: string;
}

const USUAL_WORKLOAD = 'decode';

export function readView(params: URLSearchParams): ModelView {
	const context = Number(params.get('context'));
	return {
		context: Number.isSafeInteger(context) && context > 0 ? context : null,
		workload: params.get('workload') || USUAL_WORKLOAD
	};
}

/** Only what differs from the plain view, so that its address stays plain. */
export function writeView({ context, workload }: ModelView): string {
	const params = new URLSearchParams();
	if (context !== null) params.set('context', String(context));
	if (workload !== USUAL_WORKLOAD) params.set('workload', workload);
	return params.size ? `?${params}` : '';
}
