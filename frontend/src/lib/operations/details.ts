import { isRecord } from '$lib/ui/store';

/** What `show` answered, made ready to read: Ollama's own fields, of which none is sure to be there. */
export interface Details {
	readonly facts: readonly (readonly [string, string])[];
	readonly texts: readonly {
		readonly title: string;
		readonly text: string;
		readonly open: boolean;
	}[];
	readonly leftOut: readonly string[];
}

const TEXTS = [
	['parameters', 'Parameters', true],
	['system', 'System', true],
	['template', 'Template', true],
	['license', 'License', false],
	['modelfile', 'Modelfile', false]
] as const;

const FACTS = [
	['family', 'Family'],
	['parameter_size', 'Parameters'],
	['quantization_level', 'Quantization'],
	['format', 'Format'],
	['parent_model', 'Made from']
] as const;

const textOf = (value: unknown): string =>
	typeof value === 'string'
		? value
		: Array.isArray(value)
			? value.map(textOf).filter(Boolean).join(', ')
			: typeof value === 'number' || typeof value === 'boolean'
				? String(value)
				: '';

export function readDetails(result: unknown): Details | null {
	if (!isRecord(result)) return null;
	const details = isRecord(result.details) ? result.details : {};
	const info = isRecord(result.model_info) ? result.model_info : {};
	const facts = [
		...FACTS.map(([key, label]) => [label, textOf(details[key])] as const),
		['Capabilities', textOf(result.capabilities)] as const,
		...Object.entries(info).map(([key, value]) => [key, textOf(value)] as const)
	].filter(([, text]) => text !== '');
	const texts = TEXTS.flatMap(([key, title, open]) => {
		const text = textOf(result[key]).trim();
		return text ? [{ title, text, open }] : [];
	});
	const leftOut = Array.isArray(result.left_out) ? result.left_out.map(textOf) : [];
	return { facts, texts, leftOut };
}

const MOST_REMEMBERED = 40; // models; a license alone may have 100 kB
const shelf = new Map<string, Details>();

/** What was shown of this digest before: it says the same wherever it is installed. */
export const remembered = (digest: string | undefined): Details | null =>
	(digest === undefined ? undefined : shelf.get(digest)) ?? null;

export function rememberDetails(digest: string | undefined, details: Details): void {
	if (digest === undefined) return;
	shelf.delete(digest);
	shelf.set(digest, details);
	for (const oldest of shelf.keys()) {
		if (shelf.size <= MOST_REMEMBERED) break;
		shelf.delete(oldest);
	}
}
