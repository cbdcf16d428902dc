import { browser } from '$app/environment';
import { afterNavigate, beforeNavigate, replaceState } from '$app/navigation';
import { page } from '$app/state';
import { AddressedView } from '$lib/state/address.svelte';
import { onDestroy } from 'svelte';

/** The address as it stands. `page.url` is that of the last navigation, without what was written since. */
export const here = (): URL => (browser ? new URL(location.href) : page.url);

interface Words<V> {
	/** Of the page, without a query. */
	path: () => string;
	read: (query: URLSearchParams) => V;
	/** The query, with its question mark; empty for the plain view. */
	write: (view: V) => string;
	/** `read` with what this browser remembers, for what the query leaves open. The server knows nothing of it. */
	recall?: (query: URLSearchParams) => V;
}

/** The view of this page, in its address: through reloads, links, back and forth. For a component's beginning. */
export function addressed<V extends object>({
	path,
	read,
	write,
	recall
}: Words<V>): AddressedView<V> {
	const addressed = new AddressedView(read(here().searchParams), (view) =>
		// eslint-disable-next-line svelte/no-navigation-without-resolve -- resolved, with a query behind
		replaceState(path() + write(view), page.state)
	);
	afterNavigate(() => {
		const query = here().searchParams;
		addressed.replace(read(query));
		const recalled = recall?.(query);
		// what was remembered stands in the address too
		if (recalled && write(recalled) !== write(addressed.view)) addressed.change(recalled);
	});
	// back and forth change the address before anybody is asked: what waits is not for that one
	beforeNavigate(({ type }) => {
		if (type !== 'popstate') addressed.flush();
	});
	onDestroy(addressed.close);
	return addressed;
}
