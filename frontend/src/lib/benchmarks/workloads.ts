import { ask, type Api } from '$lib/api/client';
import type { Workload, WorkloadItem } from '$lib/api/types';
import { count, plural } from '$lib/ui/format';
import { sloText } from './slo';

/** The built-in ones, then own ones. */
export const readWorkloads = async (api: Api): Promise<readonly WorkloadItem[]> =>
	(await ask(api.GET('/api/v1/workloads'))).items;

export interface WorkloadFact {
	readonly name: string;
	readonly text: string;
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });
const list = (values: readonly number[], unit = '') =>
	values.map((it) => number.format(it)).join(', ') + unit;
const seconds = (value: number) => `${value} s`;

/** What it asks of a model, in a few words: `512 tokens in, 128 out`. */
export function askOf(it: Workload): string {
	switch (it.kind) {
		case 'depth':
			return `${count(it.depths.length)} depths, ${count(it.output_tokens)} tokens out`;
		case 'cold-load':
			return 'the first request after an unload';
		case 'embed':
			return `batches of texts of ${count(it.text_tokens)} tokens`;
		case 'concurrency':
			return `${list(it.levels)} requests at once`;
		case 'rate':
			return `${list(it.rates)} requests/s`;
		case 'trace':
			return `${count(it.entries.length)} recorded requests`;
		case 'prompts':
			return plural(it.prompts.length, 'own prompt');
		default:
			return 'prompt_tokens' in it
				? `${count(it.prompt_tokens)} tokens in, ${count(it.output_tokens)} out`
				: '';
	}
}

/** All that it says, by name. */
export function factsOf(it: Workload): WorkloadFact[] {
	const facts: WorkloadFact[] = [{ name: 'Asks for', text: askOf(it) }];
	const add = (name: string, text: string | false | null | undefined) => {
		if (text) facts.push({ name, text });
	};
	if ('prompt_tokens' in it && (it.kind === 'concurrency' || it.kind === 'rate'))
		add('Each', `${count(it.prompt_tokens)} tokens in, ${count(it.output_tokens)} out`);
	if (it.kind === 'depth') add('Depths', list(it.depths, ' tokens'));
	if (it.kind === 'embed') add('Batches', list(it.batch_sizes, ' texts'));
	if (it.kind === 'rate') {
		add('Arrivals', `${it.arrivals ?? 'poisson'}, for ${seconds(it.duration_s ?? 60)} each`);
	}
	if ('slo' in it && it.slo) add('In time', sloText(it.slo));
	if ('api' in it)
		add('Through', it.api === 'chat' ? '/api/chat, with the chat template' : '/api/generate');
	if ('fixed_length' in it)
		add('Length', it.fixed_length === false ? 'as the model ends it' : 'exactly as asked');
	if (it.kind === 'prompts') {
		add('Writes', `up to ${count(it.output_tokens ?? 128)} tokens`);
		add('System', it.system);
		add('Checks', it.checks?.map((check) => check.kind ?? 'check').join(', '));
	}
	add('Version', String(it.version ?? 1));
	return facts;
}

/** A file to begin with. */
export const MARKDOWN = `---
title: Our tickets
output_tokens: 64
checks: [{"kind": "regex", "pattern": "(?i)refund"}]
---
A customer writes: the parcel never came. Answer in one sentence.
---
A customer writes: the parcel came twice. Answer in one sentence.
`;
export const TRACE = `{"at_s": 0, "prompt_tokens": 512, "output_tokens": 64}
{"at_s": 1.5, "prompt_tokens": 256, "output_tokens": 128}
`;

/** A trace has one JSON object a line; whatever else is Markdown. */
export const formatOf = (fileName: string, text: string): 'markdown' | 'jsonl' =>
	/\.jsonl$/i.test(fileName) || (fileName === '' && text.trimStart().startsWith('{'))
		? 'jsonl'
		: 'markdown';

/** `Our tickets.md` -> `our-tickets`: as ids are allowed to be. */
export const idOf = (fileName: string): string =>
	fileName
		.replace(/\.[^.]*$/, '')
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '-')
		.replaceAll(/^-|-$/g, '');
