/** Labels as people type them: separated by commas, each once. */
export const readLabels = (text: string): string[] => [
	...new Set(
		text
			.split(',')
			.map((label) => label.trim())
			.filter(Boolean)
	)
];

export const writeLabels = (labels: readonly string[]): string => labels.join(', ');
