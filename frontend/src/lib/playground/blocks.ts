/** Text as it came, and what stands between fences: to be shown in a fixed width. */
export interface Block {
	readonly code: boolean;
	readonly text: string;
}

const FENCE = /^\s{0,3}(`{3,}|~{3,})[^`\n]*$/;

/** A block that is still open is code already: it grows while it is written. */
export function blocksOf(text: string): Block[] {
	const blocks: Block[] = [];
	let lines: string[] = [];
	let fence: string | null = null;
	const flush = (code: boolean) => {
		const body = lines.join('\n');
		if (code || body.trim())
			blocks.push({ code, text: code ? body : body.replace(/^\n+|\n+$/g, '') });
		lines = [];
	};
	for (const line of text.split('\n')) {
		const mark = FENCE.exec(line)?.[1];
		if (fence === null && mark) {
			flush(false);
			fence = mark;
		} else if (fence !== null && mark?.startsWith(fence) && line.trim() === mark) {
			flush(true);
			fence = null;
		} else lines.push(line);
	}
	flush(fence !== null);
	// many models begin with a space
	if (blocks[0]?.code === false) blocks[0] = { code: false, text: blocks[0].text.trimStart() };
	return blocks;
}
