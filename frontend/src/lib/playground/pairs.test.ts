import { describe, expect, it } from 'vitest';
import { aClient, aJob, aSnapshot, anInstalled, digest } from '../../testing/fleet';
import { apply, emptyFleet } from '$lib/live/fleet';
import { distinct, installedAs, keyOf, lackOf, measuringIn, readPair } from './pairs';

const none: ReadonlySet<string> = new Set();

describe('a pair in an address', () => {
	it('comes back as it was, whatever the name', () => {
		for (const model of ['llama3.2:3b', 'hf.co/a/b@c:Q4', 'ü:1'])
			expect(readPair(keyOf({ clientId: 'desk', model }))).toEqual({ clientId: 'desk', model });
	});

	it('is none without both halves', () => {
		expect([readPair('x'), readPair('@desk'), readPair('x@')]).toEqual([null, null, null]);
	});

	it('stands there once, and no more than may be asked', () => {
		const pairs = Array.from({ length: 40 }, (_, i) => ({ clientId: `c${i % 20}`, model: 'm' }));
		expect(distinct(pairs)).toHaveLength(16);
		expect(distinct([pairs[0]!, pairs[20]!])).toHaveLength(1);
	});
});

describe('lackOf', () => {
	const text = { families: [], capabilities: ['completion'] };
	const fleet = apply(emptyFleet, [
		aSnapshot({
			clients: [
				aClient('well'),
				aClient('off', { status: 'offline' }),
				aClient('late', { status: 'late', status_reason: 'link lost' }),
				aClient('rest', { link: 'rest' }),
				aClient('down', { ollama: { reachable: false, url: 'http://x', stale: false } })
			],
			catalog: { [digest(1)]: text, [digest(2)]: { families: [], capabilities: ['embedding'] } },
			installed: {
				well: [anInstalled('m:latest'), anInstalled('embed:latest', { digest: digest(2) })]
			}
		})
	]);
	const lack = (clientId: string, model = 'm') => lackOf(fleet, { clientId, model }, none);

	it('finds nothing to say against what can be asked', () => {
		expect(lack('well')).toBeNull();
		expect(installedAs(fleet, { clientId: 'well', model: 'm' })?.name).toBe('m:latest');
	});

	it('says why a machine or a model cannot be asked', () => {
		expect(['off', 'late', 'rest', 'down', 'gone'].map((id) => lack(id))).toEqual([
			'offline',
			'link lost',
			'no WebSocket gets through: answers cannot stream',
			'its Ollama does not answer',
			'there is no such machine'
		]);
		expect(lack('well', 'embed')).toBe('makes no text');
		expect(lack('well', 'other')).toBe('not installed there');
	});

	it('leaves a machine alone that is being measured', () => {
		const jobs = [
			aJob('1', { kind: 'benchmark', client_id: 'well', state: 'running' }),
			aJob('2', { kind: 'benchmark', client_id: 'off', state: 'queued' }),
			aJob('3', { kind: 'pull', client_id: 'late', state: 'running' })
		];
		const measuring = measuringIn(jobs);
		expect([...measuring]).toEqual(['well']);
		expect(lackOf(fleet, { clientId: 'well', model: 'm' }, measuring)).toContain('benchmark');
	});
});
