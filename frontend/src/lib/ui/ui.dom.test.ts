import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { createRawSnippet } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import ConnectionBadge from './ConnectionBadge.svelte';
import Meter from './Meter.svelte';
import SearchField from './SearchField.svelte';
import type { SearchModel } from './search-field';
import StatusBadge from './StatusBadge.svelte';
import Tabs from './Tabs.svelte';
import VirtualTable from './VirtualTable.svelte';

describe('StatusBadge', () => {
	it('says its word, and has a shape of its own for each tone', () => {
		const tones = ['ok', 'warn', 'danger', 'info', 'neutral'] as const;
		const shapes = tones.map((tone) => {
			const { container, unmount } = render(StatusBadge, { tone, word: 'Online' });
			expect(container).toHaveTextContent('Online');
			const shape = container.querySelector('svg')!.innerHTML;
			unmount();
			return shape;
		});
		expect(new Set(shapes).size).toBe(tones.length);
	});
});

describe('ConnectionBadge', () => {
	it('announces changes politely, without the ticking seconds', () => {
		render(ConnectionBadge, { state: 'lost', since: Date.now() - 5000 });
		const region = screen.getByRole('status', { name: 'Connection' });
		expect(region).toHaveAttribute('aria-live', 'polite');
		expect(region).toHaveTextContent(/^Connection lost$/);
	});
});

describe('Meter', () => {
	it('is read as its words', () => {
		render(Meter, { label: 'RAM', text: '4 of 8 GiB', value: 4, max: 8 });
		expect(screen.getByRole('meter', { name: 'RAM' })).toHaveAttribute(
			'aria-valuetext',
			'4 of 8 GiB'
		);
	});
	it('shows parts that claim more than is measured within its bounds', () => {
		const segments = [
			{ name: '<b>a</b>', value: 9, colour: 'red' },
			{ name: 'b', value: 3, colour: 'blue' }
		];
		const { container } = render(Meter, { label: 'x', text: 'x', value: 6, max: 8, segments });
		const widths = [...container.querySelectorAll<HTMLElement>('[title]')].map((it) =>
			parseFloat(it.style.width)
		);
		expect(widths).toEqual([75, 25]);
		expect(container.querySelector('b')).toBeNull();
	});
});

describe('Tabs', () => {
	it('tells which is chosen, and chooses', async () => {
		const onchoose = vi.fn();
		const tabs = [
			{ id: 'all', label: 'All', count: 3 },
			{ id: 'bad', label: 'Failed', count: 1 }
		];
		render(Tabs, { label: 'Show', tabs, active: 'all', onchoose });
		expect(screen.getByRole('button', { name: /All/, pressed: true })).toBeVisible();
		await userEvent.click(screen.getByRole('button', { name: /Failed/ }));
		expect(onchoose).toHaveBeenCalledWith('bad');
	});
});

describe('SearchField', () => {
	const suggestion = { insert: 'status:', start: 0, end: 4, about: 'whether it is heard' };
	const model = (change: Partial<SearchModel> = {}): SearchModel => ({
		tokens: [{ kind: 'word', start: 0, end: 4, text: 'stat', wrong: false }],
		error: null,
		suggest: () => [suggestion],
		accept: () => ({ text: 'status:', caret: 7 }),
		...change
	});
	const field = (search: SearchModel, oninput = vi.fn()) => {
		render(SearchField, { label: 'Search', placeholder: '', value: 'stat', search, oninput });
		return { input: screen.getByRole('combobox', { name: 'Search' }), oninput };
	};

	it('is reached by "/", but not while typing elsewhere', async () => {
		const { input } = field(model());
		await userEvent.keyboard('/');
		expect(input).toHaveFocus();
	});

	it('offers completions by keyboard', async () => {
		const { input, oninput } = field(model());
		await userEvent.click(input);
		expect(input).toHaveAttribute('aria-expanded', 'true');
		await userEvent.keyboard('{ArrowDown}');
		const option = screen.getByRole('option', { selected: true });
		expect(option).toHaveTextContent('status:');
		expect(input).toHaveAttribute('aria-activedescendant', option.id);
		await userEvent.keyboard('{Enter}');
		expect(oninput).toHaveBeenLastCalledWith('status:');
	});

	it('closes the completions with Escape, then clears', async () => {
		const { input, oninput } = field(model());
		await userEvent.click(input);
		await userEvent.keyboard('{Escape}');
		expect(oninput).not.toHaveBeenCalled();
		await userEvent.keyboard('{Escape}');
		expect(oninput).toHaveBeenCalledWith('');
	});

	it('says what is wrong, and marks where', () => {
		const tokens = [{ kind: 'word', start: 0, end: 4, text: 'stat', wrong: true }];
		const { input } = field(model({ tokens, error: 'unknown field' }));
		expect(input).toBeInvalid();
		expect(input).toHaveAccessibleDescription('unknown field');
	});
});

describe('VirtualTable', () => {
	const rows = Array.from({ length: 5000 }, (_, i) => ({ id: `r${i}` }));
	const row = createRawSnippet<[{ id: string }]>((it) => ({
		render: () => `<span role="cell">${it().id}</span>`
	}));
	const columns = [
		{ id: 'name', label: 'Name', sortable: true },
		{ id: 'size', label: 'Size', sortable: true }
	];
	const table = (onsort = vi.fn()) => {
		render(VirtualTable<{ id: string }>, {
			label: 'Things',
			columns,
			rows,
			key: (it: { id: string }) => it.id,
			row,
			grid: 'grid-cols-2',
			sort: { by: 'name', descending: false },
			onsort
		});
		return { table: screen.getByRole('table', { name: 'Things' }), onsort };
	};

	it('draws what is seen, and tells how much there is', () => {
		const { table: it_ } = table();
		expect(it_).toHaveAttribute('aria-rowcount', '5001');
		const drawn = within(it_).getAllByRole('row');
		expect(drawn.length).toBeGreaterThan(10);
		expect(drawn.length).toBeLessThan(100);
		expect(drawn[1]).toHaveAttribute('aria-rowindex', '2');
	});

	it('sorts by its headers: another column up, the same one the other way', async () => {
		const { onsort } = table();
		const name = screen.getByRole('columnheader', { name: 'Name' });
		expect(name).toHaveAttribute('aria-sort', 'ascending');
		expect(screen.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'none');
		await userEvent.click(within(name).getByRole('button'));
		expect(onsort).toHaveBeenLastCalledWith({ by: 'name', descending: true });
		await userEvent.click(screen.getByRole('button', { name: 'Size' }));
		expect(onsort).toHaveBeenLastCalledWith({ by: 'size', descending: false });
	});
});
