import type { WorkloadBody } from '$lib/api/types';

/** What people type to keep a prompt as a workload. */
export interface WorkloadDraft {
	readonly name: string;
	readonly outputTokens: number | null;
	readonly numCtx: number | null;
	/** Every answer has exactly that length: what benchmarks of speed want. */
	readonly fixed: boolean;
}

const LONGEST_ID = 64;
const LONGEST_TITLE = 100;

/** `Our tickets, in German` → `our-tickets-in-german`; empty where nothing is left of it. */
export const idOf = (name: string): string =>
	name
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '') // `ü` is a u and a mark by now
		.toLowerCase()
		.replace(/[^a-z0-9._]+/g, '-')
		.replace(/^[^a-z0-9]+|-+$/g, '')
		.slice(0, LONGEST_ID);

export function lackOfDraft({ name, outputTokens, numCtx }: WorkloadDraft): string | null {
	if (!name.trim()) return 'Give it a name.';
	if (!idOf(name)) return 'The name needs a letter from a to z, or a digit.';
	if (outputTokens === null || !Number.isInteger(outputTokens) || outputTokens < 1)
		return 'An answer has at least one token.';
	if (numCtx === null || !Number.isInteger(numCtx) || numCtx < 1)
		return 'The context has at least one token.';
	return outputTokens >= numCtx ? 'The answer must fit into the context.' : null;
}

/** Of a draft that lacks nothing. */
export function workloadOf(
	draft: WorkloadDraft,
	{ prompt, system }: { prompt: string; system: string }
): WorkloadBody {
	return {
		kind: 'prompts',
		id: idOf(draft.name),
		version: 1,
		title: draft.name.trim().slice(0, LONGEST_TITLE),
		description: 'Saved in the playground.',
		api: 'chat',
		system: system || null,
		prompts: [prompt],
		output_tokens: draft.outputTokens ?? 1,
		fixed_length: draft.fixed,
		num_ctx: draft.numCtx ?? 4096,
		cache_busting: true,
		checks: []
	};
}
