import { Selection } from './selection';

/** What is chosen on the models page: it survives that people look at something else meanwhile. */
export class ChosenModels {
	/** Installed models. */
	installed = $state.raw(Selection.none);
	/** Cells of the grid that have none: places to put a model. */
	empties = $state.raw(Selection.none);

	clear = (): void => {
		this.installed = Selection.none;
		this.empties = Selection.none;
	};
}
