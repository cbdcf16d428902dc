/** The numbers of a version; what comes before its release (`-rc1`) counts as a little less. */
function parts(version: string): number[] {
	const [release = '', before] = version.replace(/^v/, '').split('-', 2);
	const numbers = release.split('.').map((part) => Number.parseInt(part, 10) || 0);
	while (numbers.length < 3) numbers.push(0);
	return [...numbers, before === undefined ? 1 : 0];
}

/** Negative where `a` is older than `b`. */
export function compareVersions(a: string, b: string): number {
	const [left, right] = [parts(a), parts(b)];
	for (let i = 0; i < Math.max(left.length, right.length); i++) {
		const difference = (left[i] ?? 0) - (right[i] ?? 0);
		if (difference) return difference;
	}
	return 0;
}
