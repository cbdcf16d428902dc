import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import Plot from './Plot.svelte';

const series = [
	{ id: 'cpu', name: 'CPU', points: [0, 1, 2].map((x) => ({ x, y: x * 10 })) },
	{ id: 'gpu', name: '<b>GPU</b>', points: [0, 1].map((x) => ({ x, y: 50 })) }
];

describe('Plot', () => {
	it('reads its values to the keyboard', async () => {
		render(Plot, { label: 'Use', series, y: { unit: '%' } });
		const slider = screen.getByRole('slider', { name: 'Use' });
		expect(slider).toHaveAttribute('aria-valuetext', '3 values. Arrow keys read them.');
		slider.focus();
		await userEvent.keyboard('{ArrowLeft}');
		expect(slider).toHaveAttribute('aria-valuetext', '2.00: CPU 20.0\u00a0%, <b>GPU</b> unknown');
		await userEvent.keyboard('{ArrowLeft}{Escape}');
		expect(slider).toHaveAttribute('aria-valuetext', '3 values. Arrow keys read them.');
	});

	it('hides what is switched off, and has all values as a table', async () => {
		const { container } = render(Plot, { label: 'Use', series });
		expect(container.querySelectorAll('path[stroke-linejoin]')).toHaveLength(2);
		await userEvent.click(screen.getByRole('button', { name: 'CPU' }));
		expect(container.querySelectorAll('path[stroke-linejoin]')).toHaveLength(1);
		expect(screen.getByRole('table')).toHaveTextContent('Use: values');
	});

	it('says that there is nothing', () => {
		render(Plot, { label: 'Use', series: [], empty: 'Not measured.' });
		expect(screen.getByText('Not measured.')).toBeInTheDocument();
	});
});
