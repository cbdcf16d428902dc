import type { ModelDetails } from '$lib/api/types';

const F16 = 2; // bytes of a value in the cache, unless OLLAMA_KV_CACHE_TYPE says less
const F32 = 4;
const BATCH = 512; // tokens that Ollama reads at once

/**
 * What a model needs in memory: an estimate, in bytes.
 *
 *     weights   the model's size on disk
 *     cache     context × KV heads of all layers × (key length + value length) × 2
 *     scratch   4 × 512 × (1 + 4 × embedding + context × (1 + heads)),
 *               or 4 × 512 × (embedding + vocabulary) where that is more
 *
 * The cache is exact for f16 and one request at a time. The scratch is what Ollama reserves for
 * reading a batch without flash attention (`GraphSize` in its fs/ggml/ggml.go); with it, much less
 * is used. How far off it is stands in docs/models.md.
 */
export interface Need {
	readonly weights: number;
	/** Null: the model's file does not tell what they follow from. */
	readonly cache: number | null;
	readonly scratch: number | null;
	readonly total: number;
	/** Why it will be less than this; null where nothing says so. */
	readonly atMost: string | null;
}

export function needOf(weights: number, details: ModelDetails | undefined, context: number): Need {
	const attention = details?.attention;
	const embedding = details?.embedding_length;
	if (!attention || !embedding) {
		return { weights, cache: null, scratch: null, total: weights, atMost: null };
	}
	const { heads, kv_heads, key_length, value_length, sliding_window } = attention;
	const cache = context * kv_heads * (key_length + value_length) * F16;
	const attending = 1 + 4 * embedding + context * (1 + heads);
	const scratch = F32 * BATCH * Math.max(attending, embedding + (details.vocabulary ?? 0));
	return {
		weights,
		cache,
		scratch,
		total: weights + cache + scratch,
		atMost:
			sliding_window && sliding_window < context
				? 'Some of its layers keep only a part of the context.'
				: null
	};
}

const LEAST = 1024;

/** The contexts to choose from: powers of two, and the longest that the model knows. */
export function contextsOf(details: ModelDetails | undefined): number[] {
	const longest = details?.context_length ?? 0;
	const found: number[] = [];
	for (let it = LEAST; it < longest; it *= 2) found.push(it);
	if (longest) found.push(longest);
	return found;
}
