import { expect, it } from 'vitest';
import { askedOf, readAsked, rememberAsked, type Asked } from './asked';
import { PLAIN } from './options';
import { aBox } from '../../testing/box';

const asked: Asked = {
	run: 'r1',
	prompt: 'Why?',
	system: 'Be brief.',
	settings: { numbers: { num_predict: '8' }, think: 'off', keepAlive: '5m' },
	pictures: 2
};
const fields = { run: 'r1', prompt: 'How?', system: '', settings: PLAIN, pictures: 0 };

it('what was asked is known by its run, whatever the fields say by now', () => {
	expect(askedOf(asked, fields)).toBe(asked);
	expect(askedOf(asked, { ...fields, run: 'r2' }).prompt).toBe('How?');
	expect(askedOf(null, fields).prompt).toBe('How?');
});

it('what was asked outlives a reload', () => {
	const box = aBox();
	expect(readAsked(box)).toBeNull();
	expect(rememberAsked(box, asked)).toBe(true);
	expect(readAsked(box)).toEqual(asked);
	box.setItem('obt-playground-asked', '{"run":"r1","prompt":"Why?"}');
	expect(readAsked(box)).toBeNull();
	expect(readAsked(undefined)).toBeNull();
});
