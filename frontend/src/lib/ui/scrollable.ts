/** What scrolls sideways takes the focus, so that the arrow keys reach its end; what does not, does not. */
export function scrollable(node: HTMLElement): () => void {
	const measure = () => {
		if (node.scrollWidth > node.clientWidth) node.tabIndex = 0;
		else node.removeAttribute('tabindex');
	};
	const observer = new ResizeObserver(measure);
	observer.observe(node);
	for (const child of node.children) observer.observe(child);
	return () => observer.disconnect();
}
