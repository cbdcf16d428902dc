import type { Client } from '$lib/api/types';
import { plural } from '$lib/ui/format';

/** What goes when this machine is forgotten, in words. */
export function goingWith({ counts, labels }: Client): string[] {
	return [
		'its telemetry of the last days, and its log',
		counts.installed ? `what is known of ${plural(counts.installed, 'installed model')}` : '',
		labels.length ? `its ${plural(labels.length, 'label')} (${labels.join(', ')})` : '',
		counts.jobs ? `${plural(counts.jobs, 'open job')}, which will fail` : ''
	].filter(Boolean);
}
