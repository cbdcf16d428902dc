import { createApi } from '$lib/api/client';
import { Batches } from '$lib/state/batches.svelte';
import { LiveFleet } from '$lib/state/live.svelte';
import { describe, expect, it } from 'vitest';
import { aClient, aJob, aSnapshot } from '../../testing/fleet';
import { Question } from './questions.svelte';

const target = { client_id: 'a', model: 'm' };
const show = { kind: 'show', verbose: false } as const;

/** Answers each filing when the test says so. */
function aQuestion() {
	const live = new LiveFleet();
	const waiting: ((id: string) => void)[] = [];
	const cancelled: string[] = [];
	const api = createApi(
		(request) => {
			const { pathname } = new URL((request as Request).url);
			const [, id] = /jobs\/(.+)\/cancel$/.exec(pathname) ?? [];
			if (id === undefined)
				return new Promise((resolve) =>
					waiting.push((job) =>
						resolve(Response.json({ batch_id: 'b', jobs: [aJob(job)] }, { status: 202 }))
					)
				);
			cancelled.push(id);
			return Promise.resolve(Response.json(aJob(id)));
		},
		{ baseUrl: 'http://obt' }
	);
	const question = new Question(api, new Batches(api, live), live);
	return { question, live, waiting, cancelled };
}

describe('a question', () => {
	it('takes the newest answer: of two asks the slower loses, and its jobs are cancelled', async () => {
		const { question, live, waiting, cancelled } = aQuestion();
		live.take([aSnapshot({ seq: 1, jobs: [aJob('old'), aJob('new')] })]);
		const [first, second] = [question.ask(show, [target]), question.ask(show, [target])];
		waiting[1]!('new');
		await second;
		waiting[0]!('old');
		await first;
		expect(question.jobs.map((job) => job.job_id)).toEqual(['new']);
		expect(cancelled).toEqual(['old']);
		question.close();
		expect(cancelled).toEqual(['old', 'new']);
	});

	it('waits for nothing that a later snapshot does not tell of', async () => {
		const { question, live, waiting } = aQuestion();
		live.take([aSnapshot({ seq: 1, clients: [aClient('a')] })]);
		const asked = question.ask(show, [target]);
		expect([question.waiting, question.done]).toEqual([1, false]);
		waiting[0]!('x');
		await asked;
		expect([question.waiting, question.done]).toEqual([1, false]);
		live.take([{ seq: 2, type: 'job.changed', job: aJob('x', { state: 'running' }) }]);
		expect(question.waiting).toBe(1);
		live.take([aSnapshot({ seq: 9, clients: [aClient('a')] })]);
		expect([question.waiting, question.done]).toEqual([0, true]);
	});
});
