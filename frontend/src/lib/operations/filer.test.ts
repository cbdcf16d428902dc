import { ProblemError, toProblem } from '$lib/api/problem';
import { expect, it, vi } from 'vitest';
import { Filer } from './filer.svelte';

const wish = { operation: { kind: 'load' } as const, targets: [{ client_id: 'a', model: 'm' }] };
const refusal = new ProblemError(toProblem({ title: 'Conflict', detail: 'it is busy' }, 409));

it('says why it was refused until it is asked again', async () => {
	const file = vi.fn(() => Promise.resolve()).mockRejectedValueOnce(refusal);
	const told = vi.fn();
	const filer = new Filer({ file }, told);
	expect(await filer.file(wish)).toBe(false);
	expect([filer.problem, filer.busy]).toEqual(['it is busy', false]);
	expect(told.mock.calls).toEqual([['Could not ask for it: Conflict', 'it is busy']]);
	expect(await filer.file(wish)).toBe(true);
	expect(filer.problem).toBeNull();
});
