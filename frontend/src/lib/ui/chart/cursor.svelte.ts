/** Where readers look: one for a chart, or one for several charts above each other. */
export class Cursor {
	/** A value of the x axis; null = nowhere. */
	at = $state.raw<number | null>(null);
}
