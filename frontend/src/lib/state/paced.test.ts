import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Paced } from './paced';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

it('does it at once, and then once a second however often it is wanted', async () => {
	const act = vi.fn(() => Promise.resolve());
	const paced = new Paced(act);
	for (let i = 0; i < 5; i++) paced.want();
	expect(act).toHaveBeenCalledTimes(1);
	await vi.advanceTimersByTimeAsync(5000);
	expect(act).toHaveBeenCalledTimes(2);
	paced.want();
	paced.close();
	paced.want();
	await vi.advanceTimersByTimeAsync(5000);
	expect(act).toHaveBeenCalledTimes(3);
});

it('goes on after an error, which it reports', async () => {
	const reported = vi.fn();
	vi.stubGlobal('reportError', reported);
	const broken = new DOMException('aborted', 'AbortError');
	const act = vi.fn(() => Promise.resolve()).mockRejectedValueOnce(broken);
	const paced = new Paced(act);
	paced.want();
	await vi.advanceTimersByTimeAsync(1000);
	paced.want();
	await vi.advanceTimersByTimeAsync(0);
	expect(act).toHaveBeenCalledTimes(2);
	expect(reported.mock.calls).toEqual([[broken]]);
});
