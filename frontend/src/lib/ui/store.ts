/**
 * What this browser keeps: between visits, or as long as the tab is open. Either may be denied (a
 * private window, a policy) or full: then nothing is kept, and nothing breaks.
 */
export type Box = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Kept between visits; undefined where that is denied, and on the server. */
export const browserStore = (): Storage | undefined =>
	guarded(() => (typeof localStorage === 'undefined' ? undefined : localStorage), undefined);

/** Kept as long as this tab; undefined where that is denied, and on the server. */
export const tabStore = (): Storage | undefined =>
	guarded(() => (typeof sessionStorage === 'undefined' ? undefined : sessionStorage), undefined);

/** What the use of a storage gives; `otherwise` where it is denied or full. */
export function guarded<T>(use: () => T, otherwise: T): T {
	try {
		return use();
	} catch (error) {
		if (error instanceof DOMException) return otherwise;
		throw error;
	}
}

/** What was written there by us; undefined for anything else. */
export function readJson(box: Pick<Box, 'getItem'> | undefined, key: string): unknown {
	const text = guarded(() => box?.getItem(key) ?? null, null);
	if (text === null) return undefined;
	try {
		return JSON.parse(text) as unknown;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

/** False where it could not be kept. */
export const writeJson = (
	box: Pick<Box, 'setItem'> | undefined,
	key: string,
	value: unknown
): boolean =>
	guarded(() => {
		box?.setItem(key, JSON.stringify(value));
		return box !== undefined;
	}, false);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
