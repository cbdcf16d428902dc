const UPSTREAM = /^\/(api|docs|health|ready|metrics|openapi\.json)(\/|$)/;

// RFC 9110 §7.6.1: these belong to one connection; fetch sets its own host, length and coding.
const HOP_BY_HOP = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
const NOT_SENT = [...HOP_BY_HOP, 'host', 'content-length', 'expect'];
const NOT_RETURNED = [...HOP_BY_HOP, 'content-encoding', 'content-length'];

export function isUpstream(pathname: string): boolean {
	return UPSTREAM.test(pathname);
}

/**
 * Passes a request on to the OBT server, bodies streamed both ways, so that server-sent events
 * arrive unbuffered. An unreachable server becomes a 502 with `application/problem+json`.
 */
export async function passOn(
	request: Request,
	base: string,
	fetch: typeof globalThis.fetch = globalThis.fetch
): Promise<Response> {
	const { pathname, search } = new URL(request.url);
	// set part by part: resolved against the base, a path of `//host` would choose another host
	const target = new URL(base);
	target.pathname = pathname;
	target.search = search;
	const init: RequestInit & { duplex?: 'half' } = {
		method: request.method,
		headers: without(request.headers, NOT_SENT),
		signal: request.signal,
		redirect: 'manual'
	};
	if (request.body) {
		init.body = request.body;
		init.duplex = 'half';
	}
	try {
		const reply = await fetch(target.href, init);
		const headers = without(reply.headers, NOT_RETURNED);
		return new Response(reply.body, { status: reply.status, headers });
	} catch (error) {
		// fetch rejects with TypeError for every network failure; the rest are faults of ours
		if (error instanceof TypeError || request.signal.aborted) return unreachable();
		throw error;
	}
}

function without(headers: Headers, names: readonly string[]): Headers {
	const kept = new Headers(headers);
	for (const name of names) kept.delete(name);
	return kept;
}

function unreachable(): Response {
	const problem = {
		type: 'about:blank',
		title: 'OBT server unreachable',
		status: 502,
		detail: 'The dashboard is running, but the OBT server behind it does not answer.'
	};
	return new Response(JSON.stringify(problem), {
		status: 502,
		headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
	});
}
