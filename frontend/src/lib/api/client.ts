import createClient, { type Client as OpenApiClient } from 'openapi-fetch';
import { noAnswer, ProblemError, toProblem } from './problem';
import type { paths } from './schema';

export type Api = OpenApiClient<paths>;

export interface ApiOptions {
	/** Defaults to the page's own origin. */
	baseUrl?: string;
	/** Called on every 401 but the session's own, before the caller hears of it. */
	onUnauthorized?: () => void;
}

/** The typed client. Wrap calls in `ask` to get data or a `ProblemError`. */
export function createApi(fetch: typeof globalThis.fetch, options: ApiOptions = {}): Api {
	const api = createClient<paths>({ baseUrl: options.baseUrl ?? '/', fetch });
	api.use({
		onResponse({ response, schemaPath }) {
			if (response.status === 401 && schemaPath !== '/api/v1/session') options.onUnauthorized?.();
			return undefined;
		}
	});
	return api;
}

interface Answer<T> {
	data?: T;
	error?: unknown;
	response: Response;
}

/** The data of a call; throws `ProblemError` for every error answer and for no answer at all. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
	let answer: Answer<T>;
	try {
		answer = await call;
	} catch (error) {
		// fetch rejects with TypeError when no answer came, openapi-fetch with SyntaxError on non-JSON
		if (error instanceof TypeError || error instanceof SyntaxError) {
			throw new ProblemError(noAnswer(error));
		}
		throw error;
	}
	const { data, error, response } = answer;
	if (!response.ok) throw new ProblemError(toProblem(error, response.status, response.statusText));
	return data as T;
}
