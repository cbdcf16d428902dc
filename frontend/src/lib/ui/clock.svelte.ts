import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
	// nobody sees a hidden page tick; when it is shown again it is right at once
	const tick = () => {
		if (!document.hidden) update();
	};
	const timer = setInterval(tick, 1000);
	document.addEventListener('visibilitychange', tick);
	return () => {
		clearInterval(timer);
		document.removeEventListener('visibilitychange', tick);
	};
});

const MINUTE_MS = 60_000;

const begun = $derived(Math.floor(now() / MINUTE_MS) * MINUTE_MS);

/** The minute that has begun, in milliseconds: what reads it changes by the minute, not by the second. */
export const minute = (): number => begun;

/** Now, in milliseconds: reading it in a component makes that component tick with all others. */
export function now(): number {
	subscribe();
	return Date.now();
}
