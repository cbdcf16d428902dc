import { contextWord, memorySize, percent, plural } from '$lib/ui/format';
import type { Fit, Place } from './fits';
import type { Need } from './need';

const capabilities: Record<string, string> = {
	completion: 'writes text',
	tools: 'calls tools',
	vision: 'sees images',
	audio: 'hears sound',
	thinking: 'thinks before it answers',
	embedding: 'makes embeddings',
	insert: 'fills in the middle',
	image: 'draws images'
};

/** What a capability means; the word of Ollama where we know none. */
export const capabilityWord = (capability: string): string =>
	capabilities[capability] ?? capability;

export const placeWords: Record<Place, string> = {
	gpu: 'on the GPU',
	crowded: 'on the GPU, when others make room',
	partly: 'partly on the GPU',
	ram: 'in RAM',
	no: 'does not fit',
	unknown: 'not known'
};

export const placeTones: Record<Place, 'ok' | 'warn' | 'danger' | 'neutral' | 'info'> = {
	gpu: 'ok',
	crowded: 'ok',
	partly: 'warn',
	ram: 'info',
	no: 'danger',
	unknown: 'neutral'
};

/** Why it lies there, for one machine. */
export function fitDetail({ place, share, room, loaded, client }: Fit): string {
	if (loaded) {
		const at = loaded.context_length ? ` at ${contextWord(loaded.context_length)}` : '';
		const part = share === null ? '' : `, ${percent(share * 100)} on the GPU`;
		return `loaded now: ${memorySize(loaded.size)}${at}${part}`;
	}
	const { vram, vramFree, ram } = room;
	const free =
		vram && vramFree !== null ? `${memorySize(vramFree)} of ${memorySize(vram)} VRAM free` : '';
	switch (place) {
		case 'gpu':
			return free || `${memorySize(vram ?? 0)} VRAM, how much is free is not told`;
		case 'crowded':
			return `${free}, idle models hold ${memorySize(room.held)}`;
		case 'partly':
			return [share === null ? '' : `about ${percent(share * 100)} on the GPU`, free]
				.filter(Boolean)
				.join(' · ');
		case 'ram':
			return `no GPU seen, ${memorySize(ram ?? 0)} RAM`;
		case 'no':
			return vram
				? `${memorySize(vram)} VRAM and ${memorySize(ram ?? 0)} RAM`
				: `${memorySize(ram ?? 0)} RAM`;
		case 'unknown':
			return (
				client.hardware.absent.gpus ??
				client.hardware.absent.memory_total ??
				'this machine does not tell its memory'
			);
	}
}

/** The parts of the estimate, for people. */
export function needParts(need: Need, context: number): string {
	if (need.cache === null || need.scratch === null) return 'weights only';
	return [
		`weights ${memorySize(need.weights)}`,
		`${contextWord(context)} of context ${memorySize(need.cache)}`,
		`scratch ${memorySize(need.scratch)}`
	].join(' + ');
}

const FEW = 3; // more names than that are no short answer

/** `desk, lab1`, or how many there are. */
const those = (fits: readonly Fit[]): string =>
	fits.length <= FEW
		? fits.map(({ client }) => client.name).join(', ')
		: plural(fits.length, 'machine');

/** `fits on the GPU of desk, lab1, in RAM on 4 machines`: what a fleet's fits come to. */
export function fitsInShort(fits: readonly Fit[]): string {
	const at = (...places: Place[]) => fits.filter(({ place }) => places.includes(place));
	const part = (words: string, found: readonly Fit[]) =>
		found.length ? [`${words} ${those(found)}`] : [];
	const yes = [
		...part('on the GPU of', at('gpu', 'crowded')),
		...part('partly on the GPU of', at('partly')),
		...part('in RAM on', at('ram'))
	];
	return [
		...(yes.length ? [`fits ${yes.join(', ')}`] : []),
		...part('does not fit on', at('no')),
		...part('not known of', at('unknown'))
	].join('; ');
}
