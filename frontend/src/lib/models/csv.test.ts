import { aModelRow } from '../../testing/models';
import { describe, expect, it } from 'vitest';
import { csvName, csvOf } from './csv';

const all = (row: ReturnType<typeof aModelRow>) => row.installations;
const cells = (text: string) => text.split('\r\n').map((line) => line.split(','));

describe('the export', () => {
	it('has a line for each machine of each model', () => {
		const rows = [aModelRow('a:1', ['x', 'y'], { loaded: true }), aModelRow('b:1', ['x'])];
		const [head, ...lines] = cells(csvOf(rows, all));
		expect(lines.map((line) => line.slice(0, 3))).toEqual([
			['a:1', 'x', 'x'],
			['a:1', 'y', 'y'],
			['b:1', 'x', 'x'],
			['']
		]);
		expect(lines[0]![head!.indexOf('loaded_bytes')]).toBe('5000000000');
		expect(lines[2]![head!.indexOf('loaded_bytes')]).toBe('');
		expect(lines[0]![head!.indexOf('changed_at')]).toBe('2026-01-01T00:00:00.000Z');
	});

	it('has only the machines that are shown', () => {
		const text = csvOf([aModelRow('a:1', ['x', 'y'])], (row) => row.installations.slice(1));
		expect(cells(text).map((line) => line[1])).toEqual(['machine', 'y', undefined]);
	});

	it('quotes what needs it', () => {
		const text = csvOf([aModelRow('a,"b":1', ['x'])], all);
		expect(text).toContain('\r\n"a,""b"":1",x,');
	});

	it.each(['=1+1:x', '+a:1', '-a:1', '@sum(a):1'])('makes no formula of %s', (name) =>
		expect(csvOf([aModelRow(name, ['x'])], all)).toContain(`\r\n'${name},x,`)
	);

	it('quotes a formula with a comma too', () =>
		expect(csvOf([aModelRow('=f(1,2)', ['x'])], all)).toContain(`\r\n"'=f(1,2)",x,`));

	it('keeps every script, and says that it is UTF-8', () => {
		const text = csvOf([aModelRow('نموذج🦙:1', ['x'])], all);
		expect(text.startsWith('\uFEFFmodel,machine,')).toBe(true);
		expect(text).toContain('نموذج🦙:1,x,');
	});
});

it('is called by its day', () =>
	expect(csvName(new Date('2026-05-01T23:00:00Z'))).toBe('obt-models-2026-05-01.csv'));
