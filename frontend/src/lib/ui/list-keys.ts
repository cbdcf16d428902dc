const TYPING = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';

/** A key meant for a list: null while something is typed, or a dialog or a menu is open. */
export function listKey(event: KeyboardEvent): string | null {
	if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
	if (event.defaultPrevented || document.querySelector('dialog[open]')) return null;
	const target = event.target;
	if (target instanceof Element && target.closest(`${TYPING}, [role="menu"], [role="grid"]`))
		return null;
	return event.key;
}

/**
 * The row that a key leads to from this one; null where it is no such key. From outside (-1) only
 * `j` and `k` lead in, to the first row seen: arrows scroll the page there.
 */
export function stepOf(key: string, at: number, rows: number, firstSeen: number): number | null {
	if (rows === 0) return null;
	const within = (index: number) => Math.max(0, Math.min(rows - 1, index));
	if (at < 0) return key === 'j' || key === 'k' ? within(firstSeen) : null;
	if (key === 'j' || key === 'ArrowDown') return within(at + 1);
	if (key === 'k' || key === 'ArrowUp') return within(at - 1);
	return null;
}
