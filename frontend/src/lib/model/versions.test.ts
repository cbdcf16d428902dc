import { aClient, aLoaded, anInstalled, aSnapshot, at, digest } from '../../testing/fleet';
import { apply, emptyFleet } from '$lib/live/fleet';
import { describe, expect, it } from 'vitest';
import { answering, otherNames, versionsOf } from './versions';

const NAME = 'hf.co/a/b:Q4_K_M';
const fleet = apply(emptyFleet, [
	aSnapshot({
		clients: [
			aClient('b', { status: 'offline' }),
			aClient('a', { loaded: [aLoaded(NAME)], outdated: [NAME] }),
			aClient('c'),
			aClient('d')
		],
		installed: {
			b: [anInstalled(NAME, { digest: digest(2), modified_at: at(100) })],
			a: [anInstalled(NAME), anInstalled('copy:1b')],
			c: [anInstalled(NAME, { modified_at: at(50) })],
			d: [anInstalled('other:1b', { digest: digest(9) })]
		}
	})
]);

describe('versions', () => {
	const versions = versionsOf(fleet, NAME);

	it('are told apart by digest, the newest first, each with its machines by name', () =>
		expect(
			versions.map((it) => [it.digest, it.holders.map((holder) => holder.client.client_id)])
		).toEqual([
			[digest(2), ['b']],
			[digest(1), ['a', 'c']]
		]));

	it('say what is loaded and what is outdated', () => {
		const [a, c] = versions[1]!.holders;
		expect([a!.loaded?.name, a!.outdated]).toEqual([NAME, true]);
		expect([c!.loaded, c!.outdated]).toEqual([null, false]);
	});

	it('have other names', () => expect(otherNames(fleet, NAME, versions)).toEqual(['copy:1b']));

	it('are asked of a machine that answers', () => {
		expect(answering(versions[0]!)).toBeUndefined();
		expect(answering(versions[1]!)?.client.client_id).toBe('a');
		// a job of a machine that measures would wait for the end of it
		expect(answering(versions[1]!, new Set(['a']))?.client.client_id).toBe('c');
		expect(answering(versions[1]!, new Set(['a', 'c']))?.client.client_id).toBe('a');
	});

	it('are none where nobody has it', () => expect(versionsOf(fleet, 'none:1b')).toEqual([]));
});
