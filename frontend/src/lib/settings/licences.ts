/** What the page is made of. Their texts come with their packages; a test holds this to them. */
export const madeOf = [
	{ name: 'svelte', licence: 'MIT' },
	{ name: '@sveltejs/kit', licence: 'MIT' },
	{ name: 'tailwindcss', licence: 'MIT' },
	{ name: 'flowbite', licence: 'MIT' },
	{ name: 'flowbite-svelte', licence: 'MIT' },
	{ name: 'openapi-fetch', licence: 'MIT' },
	{ name: 'd3-scale', licence: 'ISC' },
	{ name: 'd3-shape', licence: 'ISC' },
	{ name: 'diff', licence: 'BSD-3-Clause' },
	{ name: 'marked', licence: 'MIT' }
] as const;
