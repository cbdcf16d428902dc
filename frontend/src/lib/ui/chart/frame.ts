import { createContext } from 'svelte';
import type { Scale } from './scale';
import type { DrawnSeries } from './types';

/** What marks draw in: made by `Plot`, read by what is put into it. */
export interface Frame {
	readonly x: Scale;
	readonly y: Scale;
	/** Of the plane, in pixels; its upper left corner is 0, 0. */
	readonly width: number;
	readonly height: number;
	/** What is shown: legend entries that are off are not. */
	readonly series: readonly DrawnSeries[];
	/** Neighbours further apart are not joined. */
	readonly gap: number | undefined;
}

export const [getFrame, setFrame] = createContext<Frame>();
