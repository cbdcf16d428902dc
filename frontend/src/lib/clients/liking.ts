import { guarded, type Box } from '$lib/ui/store';
import { LAYOUTS, type Layout } from './view';

const KEY = 'obt-fleet-layout';

/** The layout that was chosen in this browser before. */
export function likedLayout(box: Box | undefined): Layout {
	const liked = guarded(() => box?.getItem(KEY), null);
	return LAYOUTS.find((layout) => layout === liked) ?? 'cards';
}

export const likeLayout = (box: Box | undefined, layout: Layout): void =>
	guarded(() => box?.setItem(KEY, layout), undefined);
