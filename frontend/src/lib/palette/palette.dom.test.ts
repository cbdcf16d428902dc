import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Command } from './commands';
import Shortcuts from './Shortcuts.svelte';

function shown() {
	const ran: string[] = [];
	const command = (title: string, keys?: string): Command => ({
		id: title,
		group: 'Go to',
		title,
		...(keys ? { keys } : {}),
		run: () => ran.push(title)
	});
	const keyed = [command('Fleet', 'g f'), command('Models', 'g m')];
	render(Shortcuts, {
		commands: () => [...keyed, command('desk'), command('<script>alert(1)</script>')],
		keyed,
		shown: null
	});
	return { ran, user: userEvent.setup() };
}
const options = () =>
	screen.getAllByRole('option').map((it) => it.textContent.replaceAll(/\s+/g, ' '));

describe('the palette', () => {
	it('opens on Ctrl K, narrows as one types, and does what Enter says', async () => {
		const { ran, user } = shown();
		await user.keyboard('{Control>}k{/Control}');
		expect(options()).toHaveLength(5);
		await user.type(screen.getByRole('combobox'), 'dsk');
		expect(options()).toHaveLength(1);
		await user.keyboard('{Enter}');
		expect(ran).toEqual(['desk']);
		expect(screen.queryByRole('combobox')).toBeNull();
	});

	it('moves with the arrows, round both ends', async () => {
		const { ran, user } = shown();
		await user.keyboard('{Control>}k{/Control}');
		await user.type(screen.getByRole('combobox'), '{ArrowUp}{ArrowUp}{Enter}');
		expect(ran).toEqual(['<script>alert(1)</script>']);
	});

	it('says when nothing is called that', async () => {
		const { user } = shown();
		await user.keyboard('{Control>}k{/Control}');
		await user.type(screen.getByRole('combobox'), 'zzz');
		expect(screen.getByText('Nothing is called that.')).toBeTruthy();
	});
});

describe('keys', () => {
	it('go to pages, two after one another', async () => {
		const { ran, user } = shown();
		await user.keyboard('gmgf');
		expect(ran).toEqual(['Models', 'Fleet']);
	});

	it('are told by a question mark', async () => {
		const { user } = shown();
		await user.keyboard('?');
		expect(screen.getByRole('heading', { name: 'Keys' })).toBeTruthy();
	});
});
