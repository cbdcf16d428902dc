import { mustSignIn, readSession, signInPath } from '$lib/session/session';
import { redirect } from '@sveltejs/kit';
import type { LayoutLoad } from './$types';

/** Asked once, not on each step through the site: afterwards a 401 tells. */
export const load: LayoutLoad = async ({ fetch, url, depends, untrack }) => {
	depends('obt:session');
	const here = untrack(() => new URL(url));
	const session = await readSession(fetch, here.origin);
	if (mustSignIn(session) && here.pathname !== '/sign-in') redirect(307, signInPath(here));
	return { session };
};
