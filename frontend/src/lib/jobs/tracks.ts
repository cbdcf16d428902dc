/** The columns of a line where there is room, the same for jobs and batches; the name takes the rest. */
export const tracks =
	'md:grid-cols-[1.5rem_minmax(0,1fr)_36%_5.5rem_8.5rem] lg:grid-cols-[1.5rem_minmax(0,1fr)_44%_5.5rem_8.5rem]';
export const innerTracks =
	'md:grid-cols-[3rem_minmax(0,1fr)_36%_5.5rem_8.5rem] lg:grid-cols-[3rem_minmax(0,1fr)_44%_5.5rem_8.5rem]';
