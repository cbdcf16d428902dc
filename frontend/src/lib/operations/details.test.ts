import { expect, it } from 'vitest';
import { readDetails } from './details';

it('reads what there is, and shows nothing for what is not', () => {
	const details = readDetails({
		details: { family: 'llama', parameter_size: '7B', families: ['llama'] },
		capabilities: ['completion', 'tools'],
		parameters: 'temperature 0.7\n',
		license: '',
		model_info: { 'llama.context_length': 8192, 'llama.empty': null },
		left_out: ['model_info.tokenizer.ggml.tokens']
	});
	expect(details?.facts).toEqual([
		['Family', 'llama'],
		['Parameters', '7B'],
		['Capabilities', 'completion, tools'],
		['llama.context_length', '8192']
	]);
	expect(details?.texts.map((it) => [it.title, it.text])).toEqual([
		['Parameters', 'temperature 0.7']
	]);
	expect(details?.leftOut).toHaveLength(1);
	expect(readDetails(null)).toBeNull();
});
