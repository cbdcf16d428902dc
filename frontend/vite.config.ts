import { sveltekit } from '@sveltejs/kit/vite';
import { svelteTesting } from '@testing-library/svelte/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';

// Without it the hooks of the SSR server do the same, so that both ways show one origin.
const target = process.env.OBT_DEV_PROXY;
const upstreamPaths = ['/api', '/health', '/ready', '/metrics', '/openapi.json', '/docs'];

export default defineConfig({
	plugins: [tailwindcss(), sveltekit()],
	server: {
		proxy: target
			? Object.fromEntries(upstreamPaths.map((path) => [path, { target, changeOrigin: true }]))
			: {}
	},
	test: {
		expect: { requireAssertions: true },
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					environment: 'node',
					include: ['src/**/*.test.ts'],
					exclude: ['src/**/*.dom.test.ts']
				}
			},
			{
				extends: true,
				plugins: [svelteTesting()],
				test: {
					name: 'dom',
					environment: 'happy-dom',
					setupFiles: ['src/test-setup.ts'],
					include: ['src/**/*.dom.test.ts']
				}
			}
		]
	}
});
