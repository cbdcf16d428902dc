import type { Box } from '$lib/ui/store';

/** A storage that keeps what it is given. */
export function aBox(): Box {
	const kept = new Map<string, string>();
	return {
		getItem: (key) => kept.get(key) ?? null,
		setItem: (key, value) => void kept.set(key, value),
		removeItem: (key) => void kept.delete(key)
	};
}
