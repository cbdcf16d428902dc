import type { ExportFormat } from '$lib/api/types';

/** What a benchmark can be taken away as: the server's formats, all of them. */
export const formats: Record<ExportFormat, { label: string; detail: string }> = {
	html: { label: 'HTML', detail: 'a page that opens anywhere' },
	json: { label: 'JSON', detail: 'all of it, to import' },
	jsonl: { label: 'JSON Lines', detail: 'all of it, to import' },
	csv: { label: 'CSV', detail: 'every sample' },
	md: { label: 'Markdown', detail: 'a report' },
	benchstat: { label: 'benchstat', detail: 'for Go’s tool' }
};
