/** Model names out of what somebody typed or pasted: one a line, or with spaces or commas between. */
export function readNames(text: string): string[] {
	// people paste the command line they know
	const words = text.split(/[\s,]+/).filter((word) => word && word !== 'ollama' && word !== 'pull');
	return [...new Set(words)];
}

const NAME = /^(?:[\w.-]+(?::\d+)?\/)?(?:[\w.-]+\/)*[\w][\w.-]*(?::[\w][\w.-]*)?$/;

/** Whether it looks like an Ollama name; the server has the last word. */
export const looksLikeName = (name: string): boolean => NAME.test(name);

/** Whether it names a registry of its own: `host/namespace/model`. */
export const namesRegistry = (name: string): boolean =>
	name.replace(/^https?:\/\//, '').split('/').length > 2;

/** Ollama's own spelling: no tag means `latest`. */
export const withTag = (name: string): string =>
	name.lastIndexOf(':') > name.lastIndexOf('/') ? name : `${name}:latest`;
