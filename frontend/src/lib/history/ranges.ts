/** How far back charts reach. */
export const RANGES = ['1h', '6h', '24h', '7d'] as const;
export type Range = (typeof RANGES)[number];

const HOUR_MS = 3_600_000;

export const rangeMs: Record<Range, number> = {
	'1h': HOUR_MS,
	'6h': 6 * HOUR_MS,
	'24h': 24 * HOUR_MS,
	'7d': 7 * 24 * HOUR_MS
};

export const rangeWords: Record<Range, string> = {
	'1h': '1 h',
	'6h': '6 h',
	'24h': '24 h',
	'7d': '7 d'
};

/** Where a range that ends now begins, as the API takes it. */
export const beginning = (now: number, range: Range): string =>
	new Date(now - rangeMs[range]).toISOString();
