import type { Scale } from './scale';
import type { Axis } from './types';

export interface Tick {
	readonly at: number;
	readonly text: string;
}

const NBSP = '\u00a0';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

const plain = (value: number, decimals: number) =>
	new Intl.NumberFormat('en-US', {
		minimumFractionDigits: decimals,
		maximumFractionDigits: decimals
	}).format(value);

/** A number as short as three digits allow: 0.042, 1.25, 87.5, 12,400. */
export function short(value: number): string {
	const size = Math.abs(value);
	if (size === 0) return '0';
	if (size >= 1e9 || size < 1e-3) return value.toExponential(1);
	const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
	return plain(value, decimals);
}

/** A value of an axis with its unit. */
export function valueText(axis: Axis, value: number): string {
	if (axis.format) return axis.format(value);
	if (axis.kind === 'time') return momentText(value);
	return axis.unit ? `${short(value)}${NBSP}${axis.unit}` : short(value);
}

const timeOf = (options: Intl.DateTimeFormatOptions) => {
	// made once the first tick asks: the zone is the reader's, not the server's
	let format: Intl.DateTimeFormat | undefined;
	return (at: number) =>
		(format ??= new Intl.DateTimeFormat('en', { hourCycle: 'h23', ...options })).format(at);
};
const dayText = timeOf({ month: 'short', day: 'numeric' });
const minuteText = timeOf({ hour: '2-digit', minute: '2-digit' });
const secondText = timeOf({ hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const momentText = (at: number): string => `${dayText(at)}, ${secondText(at)}`;

const isMidnight = (at: number) => new Date(at).getHours() === 0 && at % (15 * MINUTE) === 0;

function timeText(at: number, step: number): string {
	if (step >= DAY || isMidnight(at)) return dayText(at);
	return step < MINUTE ? secondText(at) : minuteText(at);
}

/** One number of decimals for all of them: 0, 2.5, 5 would look like three kinds of number. */
function numberTexts(values: readonly number[]): string[] {
	const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? 0)));
	const step = Math.min(...steps, ...values.map(Math.abs).filter(Boolean));
	if (!Number.isFinite(step)) return values.map(short);
	const most = Math.max(...values.map(Math.abs));
	if (most >= 1e9 || step < 1e-6) return values.map(short);
	const thousands = step >= 1000 && most >= 10_000;
	const unit = thousands ? 1000 : 1;
	let decimals = 0;
	const whole = (value: number) => Math.abs(value - Math.round(value)) < 1e-6;
	while (decimals < 6 && !values.every((it) => whole((it / unit) * 10 ** decimals))) decimals++;
	return values.map(
		(value) => plain(value / unit, decimals) + (thousands && value !== 0 ? 'k' : '')
	);
}

/** Of a log axis only those that there is room for, the closest ones too: decades first, then 2 and 5. */
function logValues(scale: Scale, room: number, gap: number): number[] {
	const all = scale.ticks(10);
	const lead = (value: number) => Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
	for (const leads of [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]]) {
		const some = all.filter((it) => leads.includes(lead(it)));
		const close = some.some((it, n) => n > 0 && Math.abs(scale(it) - scale(some[n - 1]!)) < gap);
		if (some.length <= room && some.length > 1 && !close) return some;
	}
	return all.length > 1 ? [all[0]!, all.at(-1)!] : all;
}

/**
 * The ticks of an axis that `length` pixels have room for, `gap` pixels apart. Of asked ticks those
 * that would run into their neighbour are left out.
 */
export function ticksOf(axis: Axis, scale: Scale, length: number, gap: number): Tick[] {
	const room = Math.max(2, Math.floor(length / gap));
	if (axis.ticks) {
		const [low, high] = scale.domain;
		const within = axis.ticks.filter((it) => it >= low && it <= high);
		let last = -Infinity;
		return within.flatMap((at) => {
			const pixel = scale(at);
			if (Math.abs(pixel - last) < gap * 0.6) return [];
			last = pixel;
			return { at, text: axis.format?.(at) ?? short(at).replace(/\.0+$/, '') };
		});
	}
	if (axis.kind === 'log') {
		const values = logValues(scale, room, gap * 0.75);
		return values.map((at) => ({ at, text: axis.format?.(at) ?? logText(at) }));
	}
	for (let wish = room; ; wish--) {
		const ticks = evenTicks(axis, scale.ticks(wish));
		if (wish <= 2 || fits(ticks, scale, gap)) return ticks;
	}
}

/** A scale makes up to half more ticks than it was asked for; rounded words may say the same twice. */
function fits(ticks: readonly Tick[], scale: Scale, gap: number): boolean {
	return ticks.slice(1).every((it, n) => {
		const before = ticks[n]!;
		return Math.abs(scale(it.at) - scale(before.at)) >= gap * 0.8 && it.text !== before.text;
	});
}

function evenTicks(axis: Axis, values: readonly number[]): Tick[] {
	const step = (values[1] ?? 0) - (values[0] ?? 0);
	const texts = axis.format
		? values.map(axis.format)
		: axis.kind === 'time'
			? values.map((at) => timeText(at, step))
			: numberTexts(values);
	return values.map((at, index) => ({ at, text: texts[index] ?? '' }));
}

function logText(value: number): string {
	if (value >= 10_000 && value < 1e9) return `${+(value / 1000).toPrecision(3)}k`;
	return value >= 1e9 || value < 1e-4 ? value.toExponential(0) : String(+value.toPrecision(3));
}
