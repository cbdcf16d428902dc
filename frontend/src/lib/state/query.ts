import type { Sort } from '$lib/ui/types';

/** What the queries of several pages say in the same words. */

export const oneOf = <T extends string>(
	value: string | null,
	choices: readonly T[],
	otherwise: T = choices[0]!
): T => choices.find((choice) => choice === value) ?? otherwise;

/** `name`, and `-name` for the other way round; `plain` where that is nothing to sort by. */
export function readSort(text: string | null, known: (by: string) => boolean, plain: Sort): Sort {
	const descending = text?.startsWith('-') ?? false;
	const by = descending ? text!.slice(1) : (text ?? '');
	return known(by) ? { by, descending } : plain;
}

export const writeSort = ({ by, descending }: Sort): string => (descending ? `-${by}` : by);

/** Only what differs from the plain order, so that a plain address stays plain. */
export function putSort(params: URLSearchParams, sort: Sort, plain: Sort): void {
	if (writeSort(sort) !== writeSort(plain)) params.set('sort', writeSort(sort));
}
