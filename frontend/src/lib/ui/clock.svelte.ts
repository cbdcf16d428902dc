import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
	const timer = setInterval(update, 1000);
	return () => clearInterval(timer);
});

/** Now, in milliseconds: reading it in a component makes that component tick with all others. */
export function now(): number {
	subscribe();
	return Date.now();
}
