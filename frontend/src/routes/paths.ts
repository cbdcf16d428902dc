import { resolve } from '$app/paths';

/** The page of a model. Its name may have slashes, which the route carries, and anything else. */
export const modelPath = (name: string): string =>
	resolve('/models/[...name]', {
		name: name
			.split('/')
			.map(encodeURIComponent)
			.join('/')
			.replace(/^\/|\/$/g, '%2F')
	});
