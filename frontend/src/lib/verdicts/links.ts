/** Where the pages lie; brought by the routes. */
export interface Links {
	readonly benchmark: (benchmarkId: string) => string;
	readonly machine: (clientId: string) => string;
	readonly history: (clientId: string, model: string, workload: string) => string;
}
