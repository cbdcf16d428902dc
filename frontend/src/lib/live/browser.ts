import type { World } from './stream';

const UNPAINTED_MS = 1000; // hidden tabs get no animation frames
const APART_MS = 100; // ten updates a second look alive; sixty would keep a core busy for nothing

let last = 0;

/** The stream's world in a real browser. */
export const browserWorld: World = {
	open: (url) => new EventSource(url),
	now: () => Date.now(),
	later(run, ms) {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	},
	frame(run) {
		let frame = 0;
		const cancel = () => {
			cancelAnimationFrame(frame);
			clearTimeout(wait);
			clearTimeout(late);
		};
		const once = () => {
			cancel();
			last = performance.now();
			run();
		};
		const wait = setTimeout(
			() => (frame = requestAnimationFrame(once)),
			Math.max(0, last + APART_MS - performance.now())
		);
		const late = setTimeout(once, UNPAINTED_MS);
		return cancel;
	},
	random: () => Math.random()
};
