/** How people here want values and lists written. The settings of the page say; without them, `usual`. */
export interface Manner {
	/** `kind`: files decimal and memory binary, as both are sold. */
	readonly sizes: 'kind' | 'decimal' | 'binary';
	readonly temperature: 'celsius' | 'fahrenheit';
	readonly times: 'relative' | 'exact';
	readonly density: 'comfortable' | 'compact';
}

export const usual: Manner = {
	sizes: 'kind',
	temperature: 'celsius',
	times: 'relative',
	density: 'comfortable'
};

let wished = (): Manner => usual;

/** Reactive wherever `source` is: what was written by it is written anew when it changes. */
export const manner = (): Manner => wished();

/** From where the manner is taken: once, by the browser's page. A server that draws for many has no own. */
export function heed(source: () => Manner): void {
	wished = source;
}

const COMPACT = 0.8; // as `--spacing` in app.css: heights that scripts reckon with follow those of CSS

/** Pixels of a row or card at the density that is wished. */
export const dense = (pixels: number): number =>
	manner().density === 'compact' ? Math.round(pixels * COMPACT) : pixels;
