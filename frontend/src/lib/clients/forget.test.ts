import { aClient } from '../../testing/fleet';
import { expect, it } from 'vitest';
import { goingWith } from './forget';

it('names what goes, and only what there is', () => {
	expect(goingWith(aClient('a'))).toEqual(['its telemetry of the last days, and its log']);
	const counts = { installed: 1, loaded: 0, jobs: 2 };
	expect(goingWith(aClient('a', { counts, labels: ['lab', 'x'] }))).toEqual([
		'its telemetry of the last days, and its log',
		'what is known of 1 installed model',
		'its 2 labels (lab, x)',
		'2 open jobs, which will fail'
	]);
});
