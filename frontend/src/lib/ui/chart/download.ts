/** What only a browser can do with a picture or a text. */

import { withoutVariables, type pictureOf } from './save';

type Made = ReturnType<typeof pictureOf>;

/** Of an address; without a name the server's own. */
export function download(url: string, name = ''): void {
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
}

export function save(name: string, blob: Blob): void {
	const url = URL.createObjectURL(blob);
	download(url, name);
	// the click has begun the download by then
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** With the colours of the theme that is shown. */
export function svgBlob(made: Made): Blob {
	const style = getComputedStyle(document.documentElement);
	const text = withoutVariables(made.text, (name) => style.getPropertyValue(name));
	return new Blob([text], { type: 'image/svg+xml' });
}

/** HTML writes `&nbsp;`, which XML does not know. */
export const drawingOf = (svg: SVGSVGElement): string =>
	svg.innerHTML.replaceAll('&nbsp;', '&#160;').replaceAll(/<!--.*?-->/g, '');

const SHARP = 2;

/** Null where the browser cannot draw it. */
export async function pngBlob(made: Made): Promise<Blob | null> {
	const url = URL.createObjectURL(svgBlob(made));
	try {
		const image = new Image(made.width, made.height);
		image.src = url;
		try {
			await image.decode();
		} catch (error) {
			if (error instanceof DOMException) return null;
			throw error;
		}
		const canvas = document.createElement('canvas');
		canvas.width = made.width * SHARP;
		canvas.height = made.height * SHARP;
		canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
		return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
	} finally {
		URL.revokeObjectURL(url);
	}
}
