import { aClient, aLoaded, aTelemetry, GB } from '../../testing/fleet';
import { render, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import ClientCard from './ClientCard.svelte';

const card = (client: ReturnType<typeof aClient>) => {
	render(ClientCard, { client, history: [], href: `/clients/${client.client_id}` });
	return screen.getByRole('article', { name: client.name });
};

describe('ClientCard', () => {
	it('shows a machine with what it has loaded', () => {
		const it_ = card(
			aClient('desk', { loaded: [aLoaded('m:1', { size: 6 * GB, size_vram: 3 * GB })] })
		);
		expect(within(it_).getByText('Online')).toBeVisible();
		expect(within(it_).getByRole('link', { name: 'desk' })).toHaveAttribute(
			'href',
			'/clients/desk'
		);
		const loaded = within(it_).getByRole('list', { name: 'Loaded models' });
		expect(loaded).toHaveTextContent('m:1');
		expect(loaded).toHaveTextContent('50% GPU');
	});

	it('tells a broken Ollama from a lost machine', () => {
		const ollama = { reachable: false, url: 'http://x', error: 'connection refused', stale: false };
		const it_ = card(aClient('desk', { ollama }));
		expect(within(it_).getByText('Online')).toBeVisible();
		expect(within(it_).getByText('Ollama unreachable')).toBeVisible();
		expect(within(it_).getByText('connection refused')).toBeVisible();
	});

	it('says why, and since when, a machine is away', () => {
		const it_ = card(aClient('desk', { status: 'late', status_reason: 'link lost' }));
		expect(within(it_).getByText('Late')).toBeVisible();
		expect(within(it_).getByText('link lost')).toBeVisible();
	});

	it('shows reasons, never zeros, for what is not measured', () => {
		const it_ = card(
			aClient('desk', {
				telemetry: aTelemetry({ cpu_percent: null, absent: { cpu_percent: 'no counter' } })
			})
		);
		expect(within(it_).getByText('no counter')).toBeVisible();
		expect(it_).not.toHaveTextContent('0 %');
	});

	it('takes names as text, whatever is in them', () => {
		const name = '<img src=x onerror=alert(1)> "x" 🦙 عربي';
		const it_ = card(
			aClient('x', { name, labels: ['<b>l</b>'], loaded: [aLoaded('<script>x</script>:1')] })
		);
		expect(it_.querySelector('img, b, script')).toBeNull();
		expect(within(it_).getByRole('link', { name })).toBeVisible();
	});
});
