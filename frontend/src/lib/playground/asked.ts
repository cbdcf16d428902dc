import { isRecord, readJson, writeJson, type Box } from '$lib/ui/store';
import { readSettings, writeSettings, type Settings } from './options';

/** What the run that is shown was asked: the fields may have been changed since. */
export interface Asked {
	readonly run: string;
	readonly prompt: string;
	readonly system: string;
	readonly settings: Settings;
	/** How many went with it. */
	readonly pictures: number;
}

const KEY = 'obt-playground-asked';

/** Kept in the tab, so that a reload knows it too. */
export function rememberAsked(box: Box | undefined, asked: Asked): boolean {
	const settings = new URLSearchParams();
	writeSettings(asked.settings, settings);
	return writeJson(box, KEY, { ...asked, settings: settings.toString() });
}

export function readAsked(box: Box | undefined): Asked | null {
	const found = readJson(box, KEY);
	if (!isRecord(found)) return null;
	const { run, prompt, system, settings, pictures } = found;
	if (typeof run !== 'string' || typeof prompt !== 'string' || typeof system !== 'string')
		return null;
	if (typeof settings !== 'string' || typeof pictures !== 'number') return null;
	return { run, prompt, system, settings: readSettings(new URLSearchParams(settings)), pictures };
}

/** Of a run that another tab asked nothing is known but what stands in the fields. */
export const askedOf = (
	last: Asked | null,
	fields: Omit<Asked, 'run'> & { readonly run: string | null }
): Omit<Asked, 'run'> => (last !== null && last.run === fields.run ? last : fields);
