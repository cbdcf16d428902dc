import { expect, it } from 'vitest';
import { stepOf } from './list-keys';

it('goes from row to row, and stays within', () => {
	expect(stepOf('j', 0, 3, 0)).toBe(1);
	expect(stepOf('ArrowDown', 2, 3, 0)).toBe(2);
	expect(stepOf('k', 0, 3, 0)).toBe(0);
	expect(stepOf('ArrowUp', 2, 3, 0)).toBe(1);
});

it('comes in at what is seen, and leaves arrows to the page', () => {
	expect(stepOf('j', -1, 30, 12)).toBe(12);
	expect(stepOf('k', -1, 30, 40)).toBe(29);
	expect(stepOf('ArrowDown', -1, 30, 12)).toBeNull();
});

it('knows no other keys, and no rows where there are none', () => {
	expect(stepOf('x', 1, 3, 0)).toBeNull();
	expect(stepOf('j', -1, 0, 0)).toBeNull();
});
