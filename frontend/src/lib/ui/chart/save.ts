import { symbolPath } from './paths';
import type { Key } from './types';

export interface Picture {
	readonly title: string;
	/** Units, and what else a reader of the bare picture must know. */
	readonly subtitle: string;
	/** Where it comes from. */
	readonly provenance: string;
	readonly keys: readonly Key[];
	readonly width: number;
	readonly height: number;
	/** What is inside the `<svg>` of the chart. */
	readonly drawing: string;
}

/** Puts the value for every `var(--name)`, so that the text needs no stylesheet. */
export function withoutVariables(text: string, valueOf: (name: string) => string): string {
	let rest = text;
	// a value may name another variable; more than a few levels would be a circle
	for (let depth = 0; depth < 5 && rest.includes('var(--'); depth++)
		rest = rest.replaceAll(
			/var\((--[\w-]+)\)/g,
			(_, name: string) => valueOf(name).trim() || 'none'
		);
	return rest;
}

const escaped = (text: string) =>
	text.replaceAll(/[&<>"]/g, (it) => `&#${String(it.charCodeAt(0))};`);

const FONT = "Inter, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', sans-serif";
const EDGE = 16;
const LINE = 16;
const LETTER = 6.2; // about, at 11 pixels

/** Lines of swatch and name, as many to a line as fit. */
function legend(keys: readonly Key[], width: number): { text: string; lines: number } {
	let [x, line] = [0, 0];
	const parts = keys.map(({ name, look }) => {
		const room = 30 + name.length * LETTER + 14;
		if (x > 0 && x + room > width) [x, line] = [0, line + 1];
		const at = `translate(${x} ${line * LINE})`;
		x += room;
		return (
			`<g transform="${at}"><line x2="20" y1="-4" y2="-4" stroke="${look.colour}" stroke-width="2" stroke-dasharray="${look.dash || 'none'}"/>` +
			`<path d="${symbolPath(look.symbol, 3)}" transform="translate(10 -4)" fill="${look.colour}"/>` +
			`<text x="26" fill="var(--ink-2)">${escaped(name)}</text></g>`
		);
	});
	return { text: parts.join(''), lines: keys.length ? line + 1 : 0 };
}

/** A picture that stands alone: title, units, legend and provenance around the drawing. */
export function pictureOf(it: Picture): { text: string; width: number; height: number } {
	const keys = legend(it.keys, it.width);
	const top = EDGE + 14 + (it.subtitle ? LINE : 0);
	const body = top + keys.lines * LINE + 14;
	const width = it.width + 2 * EDGE;
	const height = body + it.height + LINE + EDGE;
	const text =
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}" font-size="11">` +
		`<rect width="100%" height="100%" fill="var(--surface)"/>` +
		`<text x="${EDGE}" y="${EDGE + 10}" font-size="14" font-weight="600" fill="var(--ink)">${escaped(it.title)}</text>` +
		(it.subtitle
			? `<text x="${EDGE}" y="${EDGE + 26}" fill="var(--ink-2)">${escaped(it.subtitle)}</text>`
			: '') +
		`<g transform="translate(${EDGE} ${top + LINE})">${keys.text}</g>` +
		`<g transform="translate(${EDGE} ${body})">${it.drawing}</g>` +
		`<text x="${EDGE}" y="${height - 12}" font-size="10" fill="var(--ink-3)">${escaped(it.provenance)}</text></svg>`;
	return { text, width, height };
}

/** `GPU use, %` -> `gpu-use` */
export const fileNameOf = (title: string): string =>
	title
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}]+/gu, '-')
		.replaceAll(/^-|-$/g, '') || 'chart';
