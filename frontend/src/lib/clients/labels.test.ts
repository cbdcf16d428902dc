import { expect, it } from 'vitest';
import { readLabels, writeLabels } from './labels';

it('reads labels as typed, and writes them so that they read the same', () => {
	expect(readLabels(' prod,, two words ,prod, 🦙')).toEqual(['prod', 'two words', '🦙']);
	expect(readLabels('')).toEqual([]);
	expect(readLabels(writeLabels(['a', 'b c']))).toEqual(['a', 'b c']);
});
