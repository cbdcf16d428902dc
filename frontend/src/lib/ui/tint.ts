/** A colour of its own for each name, the same on every page; light and dark set the rest. */
export function tint(name: string): string {
	let hash = 2166136261; // FNV-1a
	for (let i = 0; i < name.length; i++) {
		hash = Math.imul(hash ^ name.charCodeAt(i), 16777619);
	}
	// 12 hues: neighbours stay apart; red is left to danger
	const hue = 80 + ((hash >>> 8) % 12) * 22;
	return `oklch(var(--tint-l) var(--tint-c) ${hue})`;
}
