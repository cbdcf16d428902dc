import { guarded, type Box } from '$lib/ui/store';
import { PLAIN_COLUMNS, readColumns, type ColumnId } from './columns';

const KEY = 'obt-models-columns';

/** The columns that were chosen in this browser before. */
export const likedColumns = (box: Box | undefined): readonly ColumnId[] =>
	readColumns(guarded(() => box?.getItem(KEY) ?? null, null)) ?? PLAIN_COLUMNS;

export const likeColumns = (box: Box | undefined, columns: readonly ColumnId[]): void =>
	guarded(() => box?.setItem(KEY, columns.join(',')), undefined);
