import { ask, createApi } from '$lib/api/client';
import { ProblemError } from '$lib/api/problem';
import type { Session } from '$lib/api/types';

const SIGN_IN = '/sign-in';

/** Whether a sign-in is asked and given; null while the server does not say (it is down). */
export async function readSession(fetch: typeof globalThis.fetch, origin: string) {
	try {
		return await ask<Session>(createApi(fetch, { baseUrl: origin }).GET('/api/v1/session'));
	} catch (error) {
		if (error instanceof ProblemError) return null;
		throw error;
	}
}

export const mustSignIn = (session: Session | null): boolean =>
	session !== null && session.required && !session.signed_in;

export function signInPath(url: URL): string {
	if (url.pathname === SIGN_IN) return url.pathname + url.search;
	return `${SIGN_IN}?next=${encodeURIComponent(url.pathname + url.search)}`;
}

/** Where to go after signing in: only a path of this site, whatever the address asks. */
export function returnPath(url: URL): string {
	const next = new URL(url.searchParams.get('next') ?? '/', url.origin);
	const inside = next.origin === url.origin && next.pathname !== SIGN_IN;
	return inside ? next.pathname + next.search : '/';
}
