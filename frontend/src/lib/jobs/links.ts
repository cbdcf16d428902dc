/** Addresses of what jobs speak of. */
export interface JobLinks {
	readonly machine: (clientId: string) => string;
	readonly benchmark: (benchmarkId: string) => string;
}
