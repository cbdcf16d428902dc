export interface Window {
	/** First row to draw, and one past the last. */
	readonly from: number;
	readonly to: number;
}

/**
 * Which of `count` rows of equal height to draw, when the list begins `top` pixels above the upper
 * edge of a view of `height` pixels (negative: below it).
 */
export function windowOf(
	count: number,
	rowHeight: number,
	top: number,
	height: number,
	spare = 8
): Window {
	const from = Math.floor(top / rowHeight) - spare;
	const to = Math.ceil((top + height) / rowHeight) + spare;
	const last = Math.max(0, count);
	return { from: Math.min(last, Math.max(0, from)), to: Math.min(last, Math.max(0, to)) };
}

/** How many columns of at least `least` pixels fit, with gaps between. */
export function columnsOf(width: number, least: number, gap: number): number {
	return Math.max(1, Math.floor((width + gap) / (least + gap)));
}

const CALM_MS = 34; // two frames of a screen that shows 60 a second

/**
 * How many more to draw in the next frame, after one of `drawn` that came `ms` after the frame before it: twice
 * as many on a computer that keeps up, one by one where it does not, so that nothing ever waits for them.
 */
export const pace = (drawn: number, ms: number): number => (ms <= CALM_MS ? drawn * 2 : 1);
