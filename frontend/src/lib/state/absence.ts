/** The reason for an absent value: its own, or that of what it belongs to (`gpus.0.power_w`, `gpus`). */
export function reasonFor(absent: Readonly<Record<string, string>>, path: string): string | null {
	for (let key = path; key; key = key.slice(0, Math.max(0, key.lastIndexOf('.')))) {
		const reason = absent[key];
		if (reason) return reason;
	}
	return null;
}
