/** One thing wrong with a request, as the server says it. */
export interface FieldProblem {
	location: (string | number)[];
	message: string;
	code: string;
}

/** RFC 9457: every error of the API, and what we make of an answer that is none. */
export interface Problem {
	type: string;
	title: string;
	status: number;
	detail: string;
	errors: FieldProblem[];
}

/** `status` 0 means that no answer came at all. */
export class ProblemError extends Error {
	override name = 'ProblemError';
	constructor(readonly problem: Problem) {
		super(problem.detail || problem.title);
	}
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;

function isFieldProblem(value: unknown): value is FieldProblem {
	return isRecord(value) && typeof value.message === 'string' && Array.isArray(value.location);
}

/** A `Problem` from any body: the server's own words where it has some, the status where not. */
export function toProblem(body: unknown, status: number, statusText = ''): Problem {
	const said = isRecord(body) ? body : {};
	const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
	return {
		type: text(said.type) ?? 'about:blank',
		title: text(said.title) ?? (statusText || `HTTP ${status}`),
		status,
		detail: text(said.detail) ?? '',
		errors: Array.isArray(said.errors) ? said.errors.filter(isFieldProblem) : []
	};
}

export const noAnswer = (cause: unknown): Problem => ({
	type: 'about:blank',
	title: 'No answer',
	status: 0,
	detail: `The OBT server could not be reached (${cause instanceof Error ? cause.message : 'unknown'}).`,
	errors: []
});
