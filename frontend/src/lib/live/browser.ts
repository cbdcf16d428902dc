import type { World } from './stream';

const UNPAINTED_MS = 1000; // hidden tabs get no animation frames

/** The stream's world in a real browser. */
export const browserWorld: World = {
	open: (url) => new EventSource(url),
	now: () => Date.now(),
	later(run, ms) {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	},
	frame(run) {
		const cancel = () => {
			cancelAnimationFrame(frame);
			clearTimeout(timer);
		};
		const once = () => {
			cancel();
			run();
		};
		const frame = requestAnimationFrame(once);
		const timer = setTimeout(once, UNPAINTED_MS);
		return cancel;
	},
	random: () => Math.random()
};
