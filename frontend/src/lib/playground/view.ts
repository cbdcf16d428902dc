import { readSettings, writeSettings, type Settings } from './options';
import { distinct, keyOf, readPair, type Pair } from './pairs';

/** What a playground shows: all of it stands in the address, but a prompt too long for that. */
export interface PlayView {
	readonly pairs: readonly Pair[];
	readonly prompt: string;
	readonly system: string;
	readonly settings: Settings;
	/** The run whose answers are shown: whoever reloads goes on reading it. */
	readonly run: string | null;
	/** Names stay hidden until the vote. */
	readonly blind: boolean;
	/** The names were hidden and are shown now: it was voted on. */
	readonly told: boolean;
	/** All answers scroll as one. */
	readonly together: boolean;
	readonly markdown: boolean;
}

/** Characters; browsers and proxies take addresses of 8 kB, and most letters need one byte. */
export const LONGEST_SHARED = 2000;

export const fitsAddress = (view: PlayView): boolean =>
	encodeURIComponent(view.prompt + view.system).length <= LONGEST_SHARED;

/** `long`: the prompt that this tab remembers because it is too long for an address. */
export function readView(
	params: URLSearchParams,
	long: { prompt: string; system: string } | null = null
): PlayView {
	const kept = params.get('text') === 'kept' ? long : null;
	return {
		pairs: distinct(params.getAll('pair').flatMap((text) => readPair(text) ?? [])),
		prompt: params.get('prompt') ?? kept?.prompt ?? '',
		system: params.get('system') ?? kept?.system ?? '',
		settings: readSettings(params),
		run: params.get('run'),
		blind: params.get('blind') === '1',
		told: params.get('told') === '1',
		together: params.get('together') === '1',
		markdown: params.get('markdown') === '1'
	};
}

export function writeView(view: PlayView): string {
	const params = new URLSearchParams();
	for (const pair of view.pairs) params.append('pair', keyOf(pair));
	if (!fitsAddress(view)) params.set('text', 'kept');
	else {
		if (view.prompt) params.set('prompt', view.prompt);
		if (view.system) params.set('system', view.system);
	}
	writeSettings(view.settings, params);
	if (view.run) params.set('run', view.run);
	for (const name of ['blind', 'told', 'together', 'markdown'] as const)
		if (view[name]) params.set(name, '1');
	// `@` and `:` may stand in a query as they are, and are easier to read
	return params.size ? `?${params.toString().replaceAll('%40', '@').replaceAll('%3A', ':')}` : '';
}

/** Where these are tried out. */
export const playPath = (pairs: readonly Pair[]): string =>
	writeView({ ...readView(new URLSearchParams()), pairs: distinct(pairs) });
