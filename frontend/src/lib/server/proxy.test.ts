import { describe, expect, it, vi } from 'vitest';
import { isUpstream, passOn } from './proxy';

const base = 'http://127.0.0.1:8881';

describe('isUpstream', () => {
	it.each([
		'/api/v1/clients',
		'/health',
		'/ready',
		'/metrics',
		'/openapi.json',
		'/docs',
		'/docs/x'
	])('passes on %s', (path) => expect(isUpstream(path)).toBe(true));
	it.each(['/', '/models', '/apiary', '/healthy', '/clients/api'])('keeps %s', (path) =>
		expect(isUpstream(path)).toBe(false)
	);
});

describe('passOn', () => {
	it('keeps method, path, query, headers and body, and drops what belongs to one connection', async () => {
		const upstream = vi
			.fn<typeof fetch>()
			.mockResolvedValue(
				new Response('{}', { status: 202, headers: { 'content-encoding': 'gzip', etag: '"1"' } })
			);
		const request = new Request('http://localhost:5173/api/v1/jobs?limit=2', {
			method: 'POST',
			body: 'x',
			headers: { 'idempotency-key': 'k', te: 'trailers' }
		});
		const reply = await passOn(request, base, upstream);

		const [url, init] = upstream.mock.calls[0]!;
		expect(url).toBe(`${base}/api/v1/jobs?limit=2`);
		expect(init?.method).toBe('POST');
		const sent = new Headers(init?.headers);
		expect(sent.get('idempotency-key')).toBe('k');
		expect(sent.has('te')).toBe(false);
		expect(reply.status).toBe(202);
		expect(reply.headers.get('etag')).toBe('"1"');
		expect(reply.headers.has('content-encoding')).toBe(false);
	});

	it('never lets a path lead to another host', async () => {
		const upstream = vi.fn<typeof fetch>().mockResolvedValue(new Response());
		await passOn(new Request('http://localhost//evil.example/api/x'), base, upstream);
		expect(new URL(upstream.mock.calls[0]![0] as string).host).toBe('127.0.0.1:8881');
	});

	it('answers 502 problem+json when the server is down', async () => {
		const down = vi.fn<typeof fetch>().mockRejectedValue(new TypeError('fetch failed'));
		const reply = await passOn(new Request('http://localhost/api/v1/info'), base, down);
		expect(reply.status).toBe(502);
		expect(reply.headers.get('content-type')).toBe('application/problem+json');
		expect(await reply.json()).toMatchObject({ status: 502, title: 'OBT server unreachable' });
	});
});
