import { error } from '@sveltejs/kit';

// for who builds OBT: not there in a build
export const ssr = false;
export const load = () => {
	if (!import.meta.env.DEV) error(404, 'Not found');
};
