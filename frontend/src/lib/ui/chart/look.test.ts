import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lookOf } from './look';

const css = readFileSync(new URL('../../../app.css', import.meta.url), 'utf8');
const block = (selector: string) => css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
const colour = (text: string, name: string) =>
	new RegExp(`--${name}: #([0-9a-f]{6})`).exec(text)?.[1] ?? '';

function luminance(hex: string): number {
	const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => {
		const part = parseInt(hex.slice(at, at + 2), 16) / 255;
		return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
	const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (high + 0.05) / (low + 0.05);
}

describe('colours of series', () => {
	it.each([':root', '.dark'])('stand out from every ground in %s', (theme) => {
		const text = block(theme);
		for (const index of [0, 1, 2, 3, 4, 5])
			for (const ground of ['surface', 'bg', 'sunken'])
				expect(
					contrast(colour(text, `series-${index + 1}`), colour(text, ground)),
					`series-${index + 1} on ${ground}`
				).toBeGreaterThanOrEqual(3);
	});

	it('are not the only difference', () => {
		const looks = [0, 1, 2, 3, 4, 5].map((index) => lookOf(index));
		expect(new Set(looks.map((it) => it.dash)).size).toBe(6);
		expect(new Set(looks.map((it) => it.symbol)).size).toBe(6);
	});
});
