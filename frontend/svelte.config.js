import adapterNode from '@sveltejs/adapter-node';
import adapterStatic from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

// node: the frontend process with SSR; static: the page that the Python wheel carries
const isStatic = process.env.ADAPTER === 'static';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: {
		runes: ({ filename }) => (filename.split(/[/\\]/).includes('node_modules') ? undefined : true)
	},
	kit: {
		// There is no form of ours here. Calls are passed on to the OBT server, whose own guard of origins
		// knows the addresses of both; this one knows only one, and would refuse files that people import.
		csrf: { trustedOrigins: ['*'] },
		typescript: {
			config: (config) => {
				config.include.push('../e2e/**/*.ts', '../playwright.config.ts');
			}
		},
		adapter: isStatic
			? adapterStatic({
					pages: 'build/static',
					assets: 'build/static',
					fallback: 'index.html',
					precompress: false
				})
			: adapterNode({ out: 'build/node' })
	}
};
