import { prefersReducedMotion } from 'svelte/motion';
import { fly as flying, type FlyParams, type TransitionConfig } from 'svelte/transition';

/** Milliseconds, or none for who asks for less movement: scripts move what no style sheet can stop. */
export const moves = (ms: number): number => (prefersReducedMotion.current ? 0 : ms);

/** Svelte's `fly`, for those who like to see things come and go. */
export const fly = (node: Element, params: FlyParams & { duration: number }): TransitionConfig =>
	flying(node, { ...params, duration: moves(params.duration) });
