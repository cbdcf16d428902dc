import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
	document.addEventListener('visibilitychange', update);
	return () => document.removeEventListener('visibilitychange', update);
});

/** Whether somebody can see this tab: reading it in a component follows it. */
export function tabVisible(): boolean {
	subscribe();
	return document.visibilityState !== 'hidden';
}
