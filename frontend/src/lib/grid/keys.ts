/** A cell of the matrix, counted from 0. */
export interface Spot {
	readonly row: number;
	readonly column: number;
}

/** A cell by its model and machine, and where it stood: rows move, names do not. */
export interface Mark extends Spot {
	readonly model: string | undefined;
	readonly clientId: string | undefined;
}

export const markOf = (
	spot: Spot,
	models: readonly string[],
	clientIds: readonly string[]
): Mark => ({ ...spot, model: models[spot.row], clientId: clientIds[spot.column] });

/** Where the marked cell stands now; what is gone leaves its mark in its place. */
export function spotOf(mark: Mark, models: readonly string[], clientIds: readonly string[]): Spot {
	const find = (all: readonly string[], name: string | undefined, before: number) => {
		const at = name === undefined ? -1 : all.indexOf(name);
		return at >= 0 ? at : within(before, all.length);
	};
	return {
		row: find(models, mark.model, mark.row),
		column: find(clientIds, mark.clientId, mark.column)
	};
}

const STEPS: Record<string, readonly [number, number]> = {
	ArrowUp: [-1, 0],
	ArrowDown: [1, 0],
	ArrowLeft: [0, -1],
	ArrowRight: [0, 1],
	k: [-1, 0],
	j: [1, 0]
};

const within = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));

interface Shape {
	readonly rows: number;
	readonly columns: number;
	/** Rows that are seen at once. */
	readonly page: number;
}

/** Where a key leads; null where it is none of ours. `far`: with Ctrl or Cmd held. */
export function moved(spot: Spot, key: string, shape: Shape, far = false): Spot | null {
	const to = (row: number, column: number): Spot => ({
		row: within(row, shape.rows),
		column: within(column, shape.columns)
	});
	if (far && key.length === 1) return null; // a letter with Ctrl is a shortcut of somebody else
	const step = STEPS[key];
	if (step) {
		const [down, right] = step;
		const reach = far ? Infinity : 1;
		const go = (from: number, by: number, count: number) =>
			by === 0 ? from : within(from + by * reach, count);
		return to(go(spot.row, down, shape.rows), go(spot.column, right, shape.columns));
	}
	switch (key) {
		case 'Home':
			return to(far ? 0 : spot.row, 0);
		case 'End':
			return to(far ? shape.rows - 1 : spot.row, shape.columns - 1);
		case 'PageUp':
			return to(spot.row - shape.page, spot.column);
		case 'PageDown':
			return to(spot.row + shape.page, spot.column);
		default:
			return null;
	}
}

/** All cells between two corners, both included. */
export function block(a: Spot, b: Spot): Spot[] {
	const found: Spot[] = [];
	for (let row = Math.min(a.row, b.row); row <= Math.max(a.row, b.row); row++) {
		for (
			let column = Math.min(a.column, b.column);
			column <= Math.max(a.column, b.column);
			column++
		) {
			found.push({ row, column });
		}
	}
	return found;
}
