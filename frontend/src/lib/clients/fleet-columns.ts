import type { Column } from '$lib/ui/types';
import type { Order } from './order';

/** Of the dense table: what each width has room for. */
export const columns: readonly (Column & { id: Order })[] = [
	{ id: 'attention', label: 'Status', sortable: true },
	{ id: 'name', label: 'Machine', sortable: true },
	{ id: 'cpu', label: 'CPU', sortable: true, most: true, align: 'end', class: 'hidden sm:flex' },
	{ id: 'ram', label: 'RAM', sortable: true, most: true, align: 'end' },
	{ id: 'gpu', label: 'GPU', sortable: true, most: true, align: 'end', class: 'hidden md:flex' },
	{ id: 'vram', label: 'VRAM', sortable: true, most: true, align: 'end' },
	{ id: 'disk', label: 'Disk free', sortable: true, align: 'end', class: 'hidden lg:flex' },
	{
		id: 'output',
		label: 'Tokens/s',
		sortable: true,
		most: true,
		align: 'end',
		class: 'hidden 2xl:flex'
	},
	{ id: 'loaded', label: 'Loaded', sortable: true, most: true, class: 'hidden md:flex' },
	{ id: 'jobs', label: 'Jobs', sortable: true, most: true, align: 'end', class: 'hidden sm:flex' },
	{ id: 'version', label: 'Ollama', sortable: true, class: 'hidden lg:flex' },
	{ id: 'labels', label: 'Labels', sortable: true, class: 'hidden xl:flex' }
];

export const classOf = new Map(columns.map((column) => [column.id, column.class ?? 'flex']));

export const GRID =
	'grid-cols-[3.25rem_minmax(0,1fr)_3rem_3rem] ' +
	'sm:grid-cols-[6rem_minmax(0,1fr)_4.5rem_4.5rem_4.5rem_2.5rem] ' +
	'md:grid-cols-[6rem_minmax(0,1fr)_4.5rem_4.5rem_4.5rem_4.5rem_minmax(0,1fr)_2.5rem] ' +
	'lg:grid-cols-[6rem_minmax(0,1fr)_5.5rem_5.5rem_5.5rem_5.5rem_5rem_minmax(0,1.2fr)_2.5rem_4rem] ' +
	'xl:grid-cols-[9rem_minmax(0,1.2fr)_6rem_6rem_6rem_6rem_5rem_minmax(0,1.6fr)_2.5rem_4.5rem_minmax(0,1fr)] ' +
	'2xl:grid-cols-[9rem_minmax(0,1.2fr)_6rem_6rem_6rem_6rem_5rem_5rem_minmax(0,1.6fr)_2.5rem_4.5rem_minmax(0,1fr)]';
