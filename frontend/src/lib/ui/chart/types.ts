/** Shapes that charts take. Times are milliseconds since the epoch, in the reader's time zone on screen. */

export interface Point {
	readonly x: number;
	/** Null: not known here. The line breaks; nothing is filled in. */
	readonly y: number | null;
	/** An interval around `y`, where there is one. */
	readonly low?: number | null;
	readonly high?: number | null;
	/** Said with the value, e.g. why a sample was rejected. */
	readonly note?: string;
}

export interface Series {
	readonly id: string;
	readonly name: string;
	/** In the order of x. */
	readonly points: readonly Point[];
	/** Any CSS colour; else the next one of the palette. */
	readonly colour?: string;
	/** Where it says more than the axis does. */
	readonly format?: (value: number) => string;
}

export interface Axis {
	readonly kind?: 'linear' | 'log' | 'time';
	readonly title?: string;
	readonly unit?: string;
	/** Ends that hold whatever the values are; else the values say. */
	readonly min?: number;
	readonly max?: number;
	/** Ticks at these values only, e.g. where something was measured. */
	readonly ticks?: readonly number[];
	/** Words for a tick and for a value; else plain numbers with the unit. */
	readonly format?: (value: number) => string;
}

/** How one series looks: its colour, and what tells it apart without colour. */
export interface Look {
	readonly colour: string;
	/** `stroke-dasharray`; empty = solid. */
	readonly dash: string;
	readonly symbol: 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'star';
}

export interface DrawnSeries extends Series {
	readonly look: Look;
}

/** A swatch of the legend, on screen and in a saved picture. */
export interface Key {
	readonly name: string;
	readonly look: Look;
}
