import { describe, expect, it } from 'vitest';
import { bodyOf, problemOf, PLAIN, summaryOf } from './options';
import { fitsAddress, playPath, readView, writeView, type PlayView } from './view';

const read = (query: string, long = null as Parameters<typeof readView>[1]) =>
	readView(new URLSearchParams(query), long);

const full: PlayView = {
	pairs: [
		{ clientId: 'desk', model: 'llama3.2:3b' },
		{ clientId: 'lab', model: 'hf.co/a/b:Q4' }
	],
	prompt: 'Why?\n& how = 100 %',
	system: 'Be brief.',
	settings: { numbers: { temperature: '0.2', num_ctx: '8192' }, think: 'off', keepAlive: '5m' },
	run: 'r1',
	blind: true,
	told: true,
	together: true,
	markdown: true
};

describe('a playground in its address', () => {
	it('comes back as it was', () => {
		expect(read(writeView(full))).toEqual(full);
	});

	it('is plain when nothing was asked', () => {
		expect(writeView(read(''))).toBe('');
		expect(playPath([{ clientId: 'desk', model: 'm:1' }])).toBe('?pair=m:1@desk');
	});

	it('leaves a prompt out that is too long for it', () => {
		const long = { ...full, prompt: 'ж'.repeat(400) };
		expect(fitsAddress(long)).toBe(false);
		const query = writeView(long);
		expect(query).not.toContain('prompt=');
		expect(read(query).prompt).toBe('');
		expect(read(query, long).prompt).toBe(long.prompt);
		expect(read('prompt=short', long).prompt).toBe('short');
	});
});

describe('options', () => {
	it('sends only what was set', () => {
		expect(bodyOf(PLAIN)).toEqual({ options: null, think: null, keep_alive: null });
		expect(bodyOf(full.settings)).toEqual({
			options: { temperature: 0.2, num_ctx: 8192 },
			think: false,
			keep_alive: '5m'
		});
		expect(bodyOf({ ...PLAIN, think: 'on' }).think).toBe(true);
		expect(bodyOf({ ...PLAIN, think: 'high' }).think).toBe('high');
		expect(summaryOf(full.settings)).toBe(
			'temperature 0.2, num_ctx 8192, think off, keep_alive 5m'
		);
	});

	it('says what is wrong', () => {
		const of = (numbers: PlayView['settings']['numbers'], keepAlive = '') =>
			problemOf({ numbers, think: '', keepAlive });
		expect(of({ temperature: '0.5', num_predict: '-1', seed: '-3' }, '1h30m')).toBeNull();
		expect(of({ num_ctx: '1.5' })).toContain('whole');
		expect(of({ num_ctx: '0' })).toContain('at least 1');
		expect(of({ top_p: '1.5' })).toContain('at most 1');
		expect(of({ seed: 'x' })).toContain('number');
		expect(of({}, 'soon')).toContain('keep_alive');
	});
});
