/** A picture that goes with a prompt. */
export interface Picture {
	readonly name: string;
	/** Base64, as Ollama takes it. */
	readonly data: string;
	/** For the preview. */
	readonly url: string;
	readonly bytes: number;
}

export const KINDS = ['image/png', 'image/jpeg', 'image/webp'];
export const MOST_IMAGES = 8;
export const LARGEST = 5_000_000; // bytes of one
export const LARGEST_ALL = 6_000_000; // of all: in base64, 8 MB of text
export const LIMITS = 'PNG, JPEG or WebP; 5 MB each, 6 MB and 8 pictures together';

interface FileLike {
	readonly name: string;
	readonly type: string;
	readonly size: number;
}

/** Which of these are taken beside those there are, and why not the others. */
export function sift<F extends FileLike>(
	files: readonly F[],
	there: readonly Picture[]
): { taken: F[]; refused: string[] } {
	const taken: F[] = [];
	const refused: string[] = [];
	let bytes = there.reduce((sum, it) => sum + it.bytes, 0);
	for (const file of files) {
		const name = file.name || 'The picture';
		if (!KINDS.includes(file.type)) refused.push(`${name} is no PNG, JPEG or WebP.`);
		else if (file.size > LARGEST) refused.push(`${name} has more than 5 MB.`);
		else if (there.length + taken.length >= MOST_IMAGES)
			refused.push(`${name} is one too many: ${MOST_IMAGES} at most.`);
		else if (bytes + file.size > LARGEST_ALL)
			refused.push(`${name} does not fit: 6 MB together at most.`);
		else {
			taken.push(file);
			bytes += file.size;
		}
	}
	return { taken, refused };
}

export function readPicture(file: File): Promise<Picture> {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onerror = () => reject(reader.error ?? new DOMException('unreadable'));
		reader.onload = () => {
			const url = reader.result as string;
			const data = url.slice(url.indexOf(',') + 1);
			resolve({ name: file.name, data, url, bytes: file.size });
		};
		reader.readAsDataURL(file);
	});
}
