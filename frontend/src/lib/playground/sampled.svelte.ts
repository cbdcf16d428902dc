const APART_MS = 400;

/**
 * A value that changes often, for what is costly to draw: as it was at most that long ago. The last
 * one always comes. To be called where a component begins.
 */
export function sampled<T>(read: () => T): () => T {
	let value = $state.raw(read());
	let taken = performance.now();
	$effect(() => {
		const newest = read();
		const take = () => {
			taken = performance.now();
			value = newest;
		};
		const timer = setTimeout(take, Math.max(0, taken + APART_MS - performance.now()));
		return () => clearTimeout(timer);
	});
	return () => value;
}
