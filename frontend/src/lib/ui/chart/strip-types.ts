export interface StripDot {
	readonly x: number;
	/** Said with the value. */
	readonly note: string;
}

export interface StripBox {
	readonly median: number;
	readonly q1?: number | null;
	readonly q3?: number | null;
	/** p5 and p95. */
	readonly low?: number | null;
	readonly high?: number | null;
	/** 95 % interval of the median. */
	readonly from?: number | null;
	readonly to?: number | null;
}

export interface StripRow {
	readonly id: string;
	readonly name: string;
	readonly dots: readonly StripDot[];
	/** What has no place on the axis, e.g. rejected samples: drawn at the edge. */
	readonly apart: readonly { readonly note: string }[];
	readonly apartWord?: string;
	readonly box?: StripBox | undefined;
	/** What to say where there is nothing. */
	readonly lack?: string;
}
