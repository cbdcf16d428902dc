import { aClient } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { byUrgency, conditionOf } from './condition';

const broken = { reachable: false, url: 'http://x', error: 'connection refused', stale: false };

describe('conditionOf', () => {
	it('tells a broken Ollama from a lost machine', () => {
		expect(conditionOf(aClient('a', { ollama: broken }))).toMatchObject({
			kind: 'unreachable',
			why: 'connection refused'
		});
		const lost = aClient('a', { ollama: broken, status: 'late', status_reason: 'link lost' });
		expect(conditionOf(lost)).toMatchObject({ kind: 'late', why: 'link lost' });
	});
});

describe('byUrgency', () => {
	it('puts first what needs a person, then sorts names as people count', () => {
		const clients = [
			aClient('node-10'),
			aClient('node-9'),
			aClient('gone', { status: 'offline' }),
			aClient('slow', { status: 'late' }),
			aClient('broken', { ollama: broken })
		];
		expect(clients.sort(byUrgency).map((client) => client.client_id)).toEqual([
			'broken',
			'slow',
			'gone',
			'node-9',
			'node-10'
		]);
	});
});
