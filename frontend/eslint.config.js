import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

// The tiers of the house, lowest first: a room may import those named, and itself.
// src/architecture.test.ts holds the same table against the real imports, cycles included.
const base = ['api', 'search'];
const shared = [...base, 'live', 'state', 'ui'];
const features = ['clients', 'models', 'model', 'jobs', 'benchmarks'];
const rooms = {
	api: [],
	search: [],
	ui: [],
	live: ['api'],
	state: ['api', 'search', 'live', 'ui'],
	operations: shared,
	session: shared,
	settings: shared,
	playground: shared,
	// what was: telemetry over time, the log
	history: shared,
	palette: ['api', 'live', 'ui'],
	...Object.fromEntries(features.map((feature) => [feature, [...shared, 'operations']])),
	// another way to draw what `models` knows
	grid: [...shared, 'models'],
	// what the numbers of `benchmarks` mean
	verdicts: [...shared, 'benchmarks']
};

const tiers = Object.entries(rooms).map(([room, allowed]) => ({
	files: [`src/lib/${room}/**`],
	rules: {
		'no-restricted-imports': [
			'error',
			{
				patterns: [
					{
						regex: `^\\$lib/(?!(${[...allowed, room].join('|')})(/|$))`,
						message: `${room} may import only: ${allowed.join(', ') || 'nothing of ours'}`
					},
					{ regex: '^(\\.\\./)+lib/|^src/', message: 'say $lib/' },
					{ regex: '/routes/', message: 'routes compose; nobody imports them' }
				]
			}
		]
	}
}));

export default defineConfig(
	globalIgnores([
		'.svelte-kit*',
		'build',
		'src/lib/api/schema.d.ts',
		'test-results',
		'playwright-report',
		'coverage'
	]),
	js.configs.recommended,
	ts.configs.recommendedTypeChecked,
	svelte.configs.recommended,
	prettier,
	svelte.configs.prettier,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] }
		},
		rules: {
			'no-undef': 'off',
			'no-console': 'error',
			eqeqeq: 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			],
			'svelte/require-each-key': 'error',
			'svelte/no-at-html-tags': 'error',
			'svelte/button-has-type': 'error'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } }
	},
	...tiers,
	{ files: ['**/*.{js,mjs}'], extends: [ts.configs.disableTypeChecked] }
);
