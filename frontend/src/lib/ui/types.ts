/** Shapes that components take as props; in a module, so that every tool can read them. */

export interface Segment {
	/** Spoken and shown on hover; also the key. */
	name: string;
	value: number;
	/** Any CSS colour. */
	colour: string;
	detail?: string;
}

export interface Tab {
	id: string;
	label: string;
	count?: number;
}

export interface MenuItem {
	id: string;
	label: string;
	detail?: string;
}

export interface Column {
	id: string;
	label: string;
	sortable?: boolean;
	/** Sorted by for the most of it: a first choice puts the highest on top. */
	most?: boolean;
	align?: 'end';
	/** Classes for header and, by convention, cells: where the column is hidden. */
	class?: string;
}
export interface Sort {
	by: string;
	descending: boolean;
}
