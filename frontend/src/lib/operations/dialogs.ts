/** The operations that ask something first; `-here`: of cells that are empty yet. */
export type DialogKind =
	'transfer' | 'transfer-here' | 'pull' | 'pull-here' | 'copy' | 'details' | 'update' | 'delete';
