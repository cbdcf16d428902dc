import { aClient } from '../../testing/fleet';
import { describe, expect, it } from 'vitest';
import { conditionOf, urgencyOf } from './condition';

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

it('urgencyOf puts first what needs a person', () => {
	const clients = [
		aClient('well'),
		aClient('gone', { status: 'offline', ollama: broken }),
		aClient('slow', { status: 'late' }),
		aClient('broken', { ollama: broken })
	];
	expect(clients.map(urgencyOf)).toEqual([3, 2, 1, 0]);
});
