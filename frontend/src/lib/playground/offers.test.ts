import { apply, emptyFleet, type Fleet } from '$lib/live/fleet';
import { compile, parse, vocabularies } from '$lib/search';
import { describe, expect, it } from 'vitest';
import {
	aBeat,
	aClient,
	aLoaded,
	anInstalled,
	aSnapshot,
	aTelemetry,
	digest,
	GB
} from '../../testing/fleet';
import { facetsOf, offersOf, traitsOf } from './offers';

const fleet = apply(emptyFleet, [
	aSnapshot({
		clients: [
			aClient('off', { status: 'offline' }),
			aClient('desk', { name: 'Desk', labels: ['Home'], loaded: [aLoaded('qwen3:8b')] })
		],
		catalog: {
			[digest(1)]: {
				family: 'llama',
				families: ['llama'],
				parameter_size: '8.0B',
				capabilities: ['completion', 'vision']
			}
		},
		installed: {
			off: [anInstalled('aya:8b')],
			desk: [
				anInstalled('llama3:8b', { size: 9 * GB }),
				anInstalled('qwen3:8b', { digest: digest(2) })
			]
		}
	})
]);
const offers = offersOf(fleet, new Set());

function found(query: string): string[] {
	const test = compile(parse(query, vocabularies.models).query!);
	return offers.filter(test).map((it) => it.key);
}

describe('what can be asked', () => {
	it('begins with what is in memory, and ends with what cannot be asked', () => {
		expect(offers.map((it) => [it.key, it.lack])).toEqual([
			['qwen3:8b@desk', null],
			['llama3:8b@desk', null],
			['aya:8b@off', 'offline']
		]);
	});

	it('is found by the search language, machine by machine', () => {
		expect(found('desk llama')).toEqual(['llama3:8b@desk']);
		expect(found('is:loaded')).toEqual(['qwen3:8b@desk']);
		expect(found('capability:vision size:>5GB params:>=7B label:home')).toEqual(['llama3:8b@desk']);
		expect(found('client:off')).toEqual(['aya:8b@off']);
	});

	it('is offered for completion', () => {
		expect(facetsOf(offers)('client')).toEqual(['Desk', 'off']);
		expect(facetsOf(offers)('capability')).toEqual(['completion', 'vision']);
	});

	it('is the same from beat to beat, and another when a machine is', () => {
		const text = (it: Fleet, measuring: readonly string[] = []) =>
			traitsOf(it.clients.values(), new Set(measuring));
		const loaded = [aLoaded('qwen3:8b')];
		const beat = apply(fleet, [
			aBeat(2, 'desk', { telemetry: aTelemetry({ cpu_percent: 99 }), loaded })
		]);
		expect(beat.clients).not.toBe(fleet.clients);
		expect(text(beat)).toBe(text(fleet));
		expect(text(apply(fleet, [aBeat(2, 'desk', { loaded: [] })]))).not.toBe(text(fleet));
		expect(text(fleet, ['desk'])).not.toBe(text(fleet));
	});
});
