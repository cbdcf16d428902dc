import { building } from '$app/environment';
import { env } from '$env/dynamic/private';
import { isUpstream, passOn } from '$lib/server/proxy';
import type { Handle, HandleFetch } from '@sveltejs/kit';

const api = () => env.OBT_API_URL ?? 'http://127.0.0.1:8881';

/** Where clients find the server behind this process; the page built for the wheel has none behind. */
const behind = () => (building ? '' : new URL(api()).origin);

/** One origin for the browser: pages from here, data from the OBT server behind. */
export const handle: Handle = ({ event, resolve }) =>
	isUpstream(event.url.pathname)
		? passOn(event.request, api())
		: resolve(event, {
				transformPageChunk: ({ html }) =>
					html.replace('name="obt-server" content=""', `name="obt-server" content="${behind()}"`),
				// openapi-fetch reads content-length, which SvelteKit hides from load functions
				filterSerializedResponseHeaders: (name) => ['content-length', 'content-type'].includes(name)
			});

export const handleFetch: HandleFetch = ({ event, request, fetch }) => {
	const url = new URL(request.url);
	if (url.origin !== event.url.origin || !isUpstream(url.pathname)) return fetch(request);
	const cookie = event.request.headers.get('cookie');
	if (cookie) request.headers.set('cookie', cookie);
	return passOn(request, api());
};
