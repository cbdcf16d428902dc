import { createContext } from 'svelte';
import type { ChosenModels } from './chosen.svelte';
import type { ModelIndex } from './model-index';

/** One index for the tab: coming back to the page need not build it anew. */
export const [getModelIndex, setModelIndex] = createContext<ModelIndex>();

export const [getChosenModels, setChosenModels] = createContext<ChosenModels>();
