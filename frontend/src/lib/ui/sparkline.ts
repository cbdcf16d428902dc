export interface Spot {
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly value: number | null;
}

/**
 * SVG paths of a small curve in a box of `width` x `height`, newest at the right edge. A missing
 * value breaks the line: a gap is no zero. A lone value is a short dash, so that it shows.
 */
export function sparkline(
	spots: readonly Spot[],
	span: number,
	max: number,
	width: number,
	height: number
): { line: string; area: string } {
	const end = spots.at(-1)?.at ?? 0;
	const x = (at: number) => round(width - ((end - at) / span) * width);
	const y = (value: number) => round(height - (Math.min(Math.max(value, 0), max) / max) * height);
	let line = '';
	let area = '';
	for (const run of runs(spots.filter((spot) => spot.at >= end - span))) {
		const first = run[0]!;
		const last = run.at(-1)!;
		const from = run.length === 1 ? Math.max(0, x(first.at) - 2) : x(first.at);
		const points = run.map((spot) => `L${x(spot.at)} ${y(spot.value)}`).join('');
		line += `M${from} ${y(first.value)}${points}`;
		area += `M${from} ${height}L${from} ${y(first.value)}${points}L${x(last.at)} ${height}Z`;
	}
	return { line, area };
}

const round = (value: number) => Math.round(value * 10) / 10;

function runs(spots: readonly Spot[]): { at: number; value: number }[][] {
	const found: { at: number; value: number }[][] = [];
	let open = false;
	for (const { at, value } of spots) {
		if (value === null) {
			open = false;
			continue;
		}
		if (open) found.at(-1)!.push({ at, value });
		else found.push([{ at, value }]);
		open = true;
	}
	return found;
}
