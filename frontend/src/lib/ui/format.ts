import { manner } from './manner';

/**
 * Words for values, in the manner that is wished. Sizes of files are decimal, as Ollama and disks count
 * them (4.7 GB); memory is binary, as RAM and GPUs are sold (24.0 GiB), unless people want both in one.
 * The unit always says which.
 */

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const NBSP = '\u00a0';

/** By hand: an `Intl` that is made while the first page loads is a tenth of what its scripts cost. */
export const count = (value: number): string =>
	String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
export const exactBytes = (value: number): string => `${count(value)} bytes`;

function scaled(value: number, binary: boolean): string {
	const [step, units] = binary ? [1024, BINARY] : [1000, DECIMAL];
	let size = value;
	let unit = 0;
	// 999.95 would be shown as 1000.0: the next unit says it shorter
	while (size >= step - step / 20_000 && unit < units.length - 1) {
		size /= step;
		unit++;
	}
	return `${unit === 0 ? count(size) : size.toFixed(size < 99.95 ? 1 : 0)}${NBSP}${units[unit]}`;
}

export const fileSize = (bytes: number): string => scaled(bytes, manner().sizes === 'binary');
export const memorySize = (bytes: number): string => scaled(bytes, manner().sizes !== 'decimal');

/** `12.1 of 24.0 GiB`: the unit is said once where both have the same. */
export function memoryOf(used: number, total: number): string {
	const [part, whole] = [memorySize(used), memorySize(total)];
	const unit = whole.slice(whole.indexOf(NBSP));
	return `${part.endsWith(unit) ? part.slice(0, -unit.length) : part} of ${whole}`;
}

export const rate = (bytesPerSecond: number): string => `${fileSize(bytesPerSecond)}/s`;

/** `41.7 tokens/s`. */
export const perSecond = (tokens: number): string =>
	`${tokens.toFixed(tokens < 100 ? 1 : 0)}${NBSP}tokens/s`;

/** `71 °C`; machines tell degrees Celsius. */
export const temperature = (celsius: number): string =>
	manner().temperature === 'celsius'
		? `${Math.round(celsius)}${NBSP}°C`
		: `${Math.round(celsius * 1.8 + 32)}${NBSP}°F`;

export const percent = (value: number): string => `${Math.round(value)}${NBSP}%`;

/** `3 %`, `0.4 %`, `25 %`: of a share, with the digits that small ones need. */
export function share(value: number): string {
	const hundredths = value * 100;
	const digits =
		Math.abs(hundredths) >= 10 ? hundredths.toFixed(0) : Number(hundredths.toPrecision(2));
	return `${digits}${NBSP}%`;
}

export const plural = (n: number, one: string, many = `${one}s`): string =>
	`${count(n)} ${n === 1 ? one : many}`;

/** `8k`, as Ollama and people count contexts: in 1024. */
export const contextWord = (tokens: number): string =>
	tokens >= 1024 && tokens % 1024 === 0 ? `${tokens / 1024}k` : String(tokens);

const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span in its two largest units: 45 s, 3 min 20 s, 2 h 5 min, 4 d 3 h. */
export function span(seconds: number): string {
	const s = Math.max(0, Math.round(seconds));
	const two = (big: number, bigName: string, small: number, smallName: string) => {
		const rest = Math.floor((s % big) / small);
		const head = `${Math.floor(s / big)}${NBSP}${bigName}`;
		return rest ? `${head} ${rest}${NBSP}${smallName}` : head;
	};
	if (s < MINUTE) return `${s}${NBSP}s`;
	if (s < HOUR) return two(MINUTE, 'min', SECOND, 's');
	if (s < DAY) return two(HOUR, 'h', MINUTE, 'min');
	return two(DAY, 'd', HOUR, 'h');
}

/** How long ago; a clock that runs ahead of ours reads as now. */
export function ago(seconds: number): string {
	if (seconds < 5) return 'now';
	if (seconds < MINUTE) return `${Math.floor(seconds)}${NBSP}s ago`;
	if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}${NBSP}min ago`;
	if (seconds < DAY) return `${Math.floor(seconds / HOUR)}${NBSP}h ago`;
	return `${Math.floor(seconds / DAY)}${NBSP}d ago`;
}

/** A countdown: 4:07 under an hour, 2 h 5 min above. */
export function countdown(seconds: number): string {
	const s = Math.max(0, Math.round(seconds));
	if (s >= HOUR) return span(s);
	return `${Math.floor(s / MINUTE)}:${String(s % MINUTE).padStart(2, '0')}`;
}

// made while the page still waits for its data: the first of them takes a while
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

export const exactTime = (iso: string): string => exact.format(new Date(iso));

/** As short as it stays clear: 14:05:09 today, 3 Feb, 14:05 this year, 3 Feb 2025 before. */
export function shortTime(iso: string, now: number): string {
	const at = new Date(iso);
	const today = new Date(now);
	if (at.toDateString() === today.toDateString()) return at.toLocaleTimeString();
	const time = { hour: '2-digit', minute: '2-digit' } as const;
	const day = { day: 'numeric', month: 'short' } as const;
	return at.getFullYear() === today.getFullYear()
		? at.toLocaleString(undefined, { ...day, ...time })
		: at.toLocaleDateString(undefined, { ...day, year: 'numeric' });
}
