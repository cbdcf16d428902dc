import { describe, expect, it } from 'vitest';
import { lookOf } from './look';
import { fileNameOf, pictureOf, withoutVariables } from './save';

const picture = {
	title: 'Speed & <script>',
	subtitle: 'y: tokens/s',
	provenance: 'OBT, desk',
	keys: [],
	width: 300,
	height: 100,
	drawing: '<path stroke="var(--series-1)"/>'
};

describe('a saved picture', () => {
	it('needs nothing from its page', () => {
		const values: Record<string, string> = {
			'--series-1': 'var(--accent)',
			'--accent': ' #123456'
		};
		const text = withoutVariables(pictureOf(picture).text, (name) => values[name] ?? '#fff');
		expect(text).toContain('stroke="#123456"');
		expect(text).not.toContain('var(');
	});

	it('shows names as text', () => {
		expect(pictureOf(picture).text).toContain('Speed &#38; &#60;script&#62;');
	});

	it('grows by the lines of its legend', () => {
		const key = { name: 'a model of some length', look: lookOf(0) };
		const one = pictureOf({ ...picture, keys: [key] });
		const many = pictureOf({ ...picture, keys: Array.from({ length: 4 }, () => key) });
		expect(many.height).toBeGreaterThan(one.height);
	});

	it('has a file name', () => {
		expect(fileNameOf('GPU use, %')).toBe('gpu-use');
		expect(fileNameOf('??')).toBe('chart');
	});
});
