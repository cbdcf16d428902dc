import { describe, expect, it, vi } from 'vitest';
import { ask, createApi } from './client';
import { ProblemError } from './problem';

const answering = (status: number, body: unknown, type = 'application/problem+json') =>
	vi.fn<typeof fetch>().mockImplementation(() =>
		Promise.resolve(
			new Response(typeof body === 'string' ? body : JSON.stringify(body), {
				status,
				headers: { 'content-type': type }
			})
		)
	);
const baseUrl = 'http://obt.test';
const caught = (promise: Promise<unknown>) =>
	promise.then(
		() => undefined,
		(error: unknown) => error
	);

describe('ask', () => {
	it('returns the data of a good answer', async () => {
		const api = createApi(answering(200, { required: true, signed_in: false }), { baseUrl });
		expect(await ask(api.GET('/api/v1/session'))).toEqual({ required: true, signed_in: false });
	});

	it('throws the problem the server states', async () => {
		const problem = {
			type: 'about:blank',
			title: 'Not found',
			status: 404,
			detail: "There is no client 'x'.",
			errors: [{ location: ['path', 'client_id'], message: 'unknown', code: 'missing' }]
		};
		const api = createApi(answering(404, problem), { baseUrl });
		const error = await caught(
			ask(api.GET('/api/v1/clients/{client_id}', { params: { path: { client_id: 'x' } } }))
		);
		expect(error).toBeInstanceOf(ProblemError);
		expect((error as ProblemError).problem).toEqual(problem);
		expect((error as ProblemError).message).toBe("There is no client 'x'.");
	});

	it.each([
		['an HTML page', '<html>bad gateway</html>', 'text/html'],
		['a foreign shape', { errors: ['x', 3], detail: { nested: true } }, 'application/json']
	])('makes a problem of %s', async (_, body, type) => {
		const api = createApi(answering(502, body, type), { baseUrl });
		const error = await caught(ask(api.GET('/api/v1/info')));
		expect((error as ProblemError).problem).toMatchObject({ status: 502, errors: [] });
	});

	it('makes status 0 of no answer', async () => {
		const dead = vi.fn<typeof fetch>().mockRejectedValue(new TypeError('fetch failed'));
		const error = await caught(ask(createApi(dead, { baseUrl }).GET('/api/v1/info')));
		expect((error as ProblemError).problem.status).toBe(0);
	});
});

describe('onUnauthorized', () => {
	it('hears of a 401, but not of the session itself', async () => {
		const onUnauthorized = vi.fn();
		const api = createApi(answering(401, { title: 'Unauthorized' }), { baseUrl, onUnauthorized });
		await caught(ask(api.GET('/api/v1/session')));
		expect(onUnauthorized).not.toHaveBeenCalled();
		await caught(ask(api.GET('/api/v1/info')));
		expect(onUnauthorized).toHaveBeenCalledOnce();
	});
});
