import { guarded, isRecord, readJson, writeJson } from '$lib/ui/store';

/** What this browser keeps for OBT: small texts by key. */
export interface Kept {
	readonly key: string;
	/** Characters. */
	readonly size: number;
}

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const PREFIX = 'obt-'; // other programs may have been served from this address too

/** What is kept under `key`, as the browser names it. */
export const storedAs = (key: string): string => PREFIX + key;

/** A remembered object; parts that are missing or no longer a choice are as in `usual`. */
export function recall<T extends object>(
	store: Store | undefined,
	key: string,
	usual: T,
	choices: { readonly [K in keyof T]: readonly T[K][] }
): T {
	const found = readJson(store, storedAs(key));
	const kept = isRecord(found) ? found : {};
	const names = Object.keys(usual) as (keyof T & string)[];
	const valid = names.filter((name) => choices[name].includes(kept[name] as T[typeof name]));
	return { ...usual, ...Object.fromEntries(valid.map((name) => [name, kept[name]])) };
}

export const remember = (store: Store | undefined, key: string, value: object): boolean =>
	writeJson(store, storedAs(key), value);

/** Everything that OBT keeps there. */
export const everything = (store: Store | undefined): Kept[] =>
	guarded(
		() =>
			Array.from({ length: store?.length ?? 0 }, (_, i) => store?.key(i) ?? '')
				.filter((key) => key.startsWith(PREFIX))
				.sort()
				.map((key) => ({ key, size: store?.getItem(key)?.length ?? 0 })),
		[]
	);

export function forgetAll(store: Store | undefined): void {
	for (const { key } of everything(store)) guarded(() => store?.removeItem(key), undefined);
}
