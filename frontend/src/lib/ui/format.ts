/**
 * Words for values. Sizes of files are decimal, as Ollama and disks count them (4.7 GB); memory is
 * binary, as RAM and GPUs are sold (24.0 GiB). The unit always says which.
 */

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const NBSP = '\u00a0';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const count = (value: number): string => whole.format(value);
export const exactBytes = (value: number): string => `${count(value)} bytes`;

function scaled(value: number, step: number, units: readonly string[]): string {
	let size = value;
	let unit = 0;
	// 999.95 would be shown as 1000.0: the next unit says it shorter
	while (size >= step - step / 20_000 && unit < units.length - 1) {
		size /= step;
		unit++;
	}
	return `${unit === 0 ? whole.format(size) : size.toFixed(size < 99.95 ? 1 : 0)}${NBSP}${units[unit]}`;
}

export const fileSize = (bytes: number): string => scaled(bytes, 1000, DECIMAL);
export const memorySize = (bytes: number): string => scaled(bytes, 1024, BINARY);

/** `12.1 of 24.0 GiB`: the unit is said once where both have the same. */
export function memoryOf(used: number, total: number): string {
	const [part, whole] = [memorySize(used), memorySize(total)];
	const unit = whole.slice(whole.indexOf(NBSP));
	return `${part.endsWith(unit) ? part.slice(0, -unit.length) : part} of ${whole}`;
}

export const rate = (bytesPerSecond: number): string => `${fileSize(bytesPerSecond)}/s`;
export const percent = (value: number): string => `${Math.round(value)}${NBSP}%`;

export const plural = (n: number, one: string, many = `${one}s`): string =>
	`${count(n)} ${n === 1 ? one : many}`;

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

export const exactTime = (iso: string): string =>
	new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
