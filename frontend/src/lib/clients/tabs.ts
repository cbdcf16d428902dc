/** The parts of a machine's page; the first is where it opens. */
export const TABS = ['overview', 'models', 'work', 'log'] as const;
export type ClientTab = (typeof TABS)[number];

export const tabWords: Record<ClientTab, string> = {
	overview: 'Overview',
	models: 'Models',
	work: 'Jobs & benchmarks',
	log: 'Log'
};
