import { exactTime } from '../format';

/** Of a picture that is saved on this page, now. */
export const provenanceHere = (): string =>
	`OBT, ${location.host}${location.pathname}, ${exactTime(new Date().toISOString())}`;
