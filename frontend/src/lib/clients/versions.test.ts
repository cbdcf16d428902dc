import { expect, it } from 'vitest';
import { compareVersions } from './versions';

it('compares versions as their makers count', () => {
	const sorted = ['0.12.0', '0.9.3', 'v0.13', '0.12.0-rc1', '0.12.10'].sort(compareVersions);
	expect(sorted).toEqual(['0.9.3', '0.12.0-rc1', '0.12.0', '0.12.10', 'v0.13']);
	expect(compareVersions('0.12', '0.12.0')).toBe(0);
});
