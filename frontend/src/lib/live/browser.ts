import type { World } from './stream';

const UNPAINTED_MS = 1000; // a window that is covered gets no animation frames
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
		let wait: ReturnType<typeof setTimeout> | undefined;
		let late: ReturnType<typeof setTimeout> | undefined;
		const cancel = () => {
			cancelAnimationFrame(frame);
			clearTimeout(wait);
			clearTimeout(late);
			document.removeEventListener('visibilitychange', seen);
		};
		const once = () => {
			cancel();
			last = performance.now();
			run();
		};
		/** A hidden page rests: what it would draw nobody sees. It is right again with the first paint. */
		const seen = () => {
			cancel();
			if (!document.hidden) once();
			else document.addEventListener('visibilitychange', seen);
		};
		if (document.hidden) seen();
		else {
			document.addEventListener('visibilitychange', seen);
			wait = setTimeout(
				// behind a frame, not in it: between this work and the drawing of it people are heard
				() => (frame = requestAnimationFrame(() => (wait = setTimeout(once)))),
				Math.max(0, last + APART_MS - performance.now())
			);
			late = setTimeout(once, UNPAINTED_MS);
		}
		return cancel;
	},
	random: () => Math.random()
};

/** Calls `away` once the tab has been hidden for `ms`, and `seen` whenever it is looked at again. */
export function watchTab(ms: number, away: () => void, seen: () => void): () => void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const turned = () => {
		clearTimeout(timer);
		if (document.hidden) timer = setTimeout(away, ms);
		else seen();
	};
	document.addEventListener('visibilitychange', turned);
	return () => {
		clearTimeout(timer);
		document.removeEventListener('visibilitychange', turned);
	};
}
