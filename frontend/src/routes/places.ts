import { goto } from '$app/navigation';
import { resolve } from '$app/paths';
import type { Command } from '$lib/palette/commands';
import type { ThemeState } from '$lib/ui/theme.svelte';
import { modelPath } from './paths';

/** The main pages, as links of the frame. */
export const destinationsOf = (path: string, openJobs: number) => [
	{
		href: resolve('/'),
		label: 'Fleet',
		icon: 'fleet' as const,
		current: path === '/' || path.startsWith('/clients/')
	},
	{
		href: resolve('/models'),
		label: 'Models',
		icon: 'models' as const,
		current: path === '/models' || path.startsWith('/models/')
	},
	{
		href: resolve('/jobs'),
		label: 'Jobs',
		icon: 'jobs' as const,
		current: path === '/jobs',
		count: openJobs
	},
	{
		href: resolve('/benchmarks'),
		label: 'Benchmarks',
		icon: 'benchmarks' as const,
		current: path.startsWith('/benchmarks')
	},
	{
		href: resolve('/playground'),
		label: 'Playground',
		icon: 'playground' as const,
		current: path.startsWith('/playground')
	}
];

export const settingsOf = (path: string) => ({
	href: resolve('/settings'),
	label: 'Settings',
	current: path === '/settings'
});

export function go(href: string): void {
	// eslint-disable-next-line svelte/no-navigation-without-resolve -- they come resolved
	void goto(href);
}

/** Of what the palette finds in the fleet. */
export const places = {
	go,
	client: (id: string) => resolve('/clients/[id]', { id }),
	model: modelPath
};

/** Each with its keys: `g` and the first letter. */
export const goTo = (pages: readonly { href: string; label: string }[]): Command[] =>
	pages.map(({ href, label }) => ({
		id: `page:${href}`,
		group: 'Go to',
		title: label,
		keys: `g ${label.charAt(0).toLowerCase()}`,
		run: () => go(href)
	}));

export const verdictPages: readonly Command[] = [
	{ path: resolve('/benchmarks/compare'), title: 'Compare benchmarks', detail: 'verdicts, gate' },
	{
		path: resolve('/benchmarks/leaderboard'),
		title: 'Leaderboard',
		detail: 'fastest of the fleet'
	},
	{ path: resolve('/benchmarks/advice'), title: 'Advice', detail: 'which machine for a model' },
	{ path: resolve('/benchmarks/history'), title: 'History of a cell', detail: 'medians over time' }
].map(({ path, ...told }) => ({
	id: `page:${path}`,
	group: 'Go to',
	run: () => go(path),
	...told
}));

export const actionsOf = (theme: ThemeState): Command[] => [
	{
		id: 'action:theme',
		group: 'Actions',
		title: theme.theme === 'dark' ? 'Switch to light' : 'Switch to dark',
		run: () => theme.toggle()
	},
	{
		id: 'action:chat',
		group: 'Actions',
		title: 'Chat with a model',
		run: () => go(resolve('/playground/chat'))
	},
	{
		id: 'action:preferences',
		group: 'Actions',
		title: 'See which answers people preferred',
		run: () => go(resolve('/playground/preferences'))
	}
];
