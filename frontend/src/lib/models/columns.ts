import type { Column } from '$lib/ui/types';

/** Where a column is left out for want of room: on its header and on its cells. */
export const shows = {
	family: 'hidden xl:flex',
	parameters: 'hidden md:flex',
	quantization: 'hidden lg:flex',
	size: 'hidden sm:flex',
	machines: 'hidden sm:flex',
	loaded: 'flex',
	modified: 'hidden xl:flex'
} as const;

export const columns: readonly Column[] = [
	{ id: 'name', label: 'Model', sortable: true },
	{ id: 'family', label: 'Family', class: shows.family },
	{ id: 'parameters', label: 'Params', sortable: true, align: 'end', class: shows.parameters },
	{ id: 'quantization', label: 'Quant.', class: shows.quantization },
	{ id: 'size', label: 'Size', sortable: true, align: 'end', class: shows.size },
	{ id: 'machines', label: 'Machines', sortable: true, align: 'end', class: shows.machines },
	{ id: 'loaded', label: 'Loaded', sortable: true, align: 'end', class: shows.loaded },
	{ id: 'modified', label: 'Changed', sortable: true, align: 'end', class: shows.modified }
];

/** Tracks for the checkbox and the columns that show at each width. */
export const grid = [
	'grid-cols-[1.25rem_minmax(0,1fr)_3.25rem]',
	'sm:grid-cols-[1.25rem_minmax(0,1fr)_4.5rem_4.5rem_4.5rem]',
	'md:grid-cols-[1.25rem_minmax(0,1fr)_4rem_4.5rem_5rem_5rem]',
	'lg:grid-cols-[1.25rem_minmax(0,1fr)_4rem_6rem_4.5rem_5rem_5rem]',
	'xl:grid-cols-[1.25rem_minmax(0,1fr)_7rem_4rem_6rem_4.5rem_5rem_5rem_5.5rem]'
].join(' ');
