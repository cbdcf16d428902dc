export const SYSTEMS = ['linux', 'macos', 'windows'] as const;
export type System = (typeof SYSTEMS)[number];

export const systemWords: Record<System, string> = {
	linux: 'Linux',
	macos: 'macOS',
	windows: 'Windows'
};

/** Stands where the token belongs: nobody but people know it. */
export const TOKEN_HERE = 'ENROLL-TOKEN';

/** What to type into a terminal (PowerShell on Windows), with the enroll token where one is asked for. */
export function commandOf(system: System, server: string, token: boolean): string {
	const command = `obt client --server ${server}`;
	if (!token) return command;
	return system === 'windows'
		? `$env:OBT_ENROLL_TOKEN="${TOKEN_HERE}"; ${command}`
		: `OBT_ENROLL_TOKEN=${TOKEN_HERE} ${command}`;
}

/** From the file: the package of that name in the public index is another program. */
export const installOf: Record<System, string> = {
	linux: 'python3 -m pip install ./obt-*.whl',
	macos: 'python3 -m pip install ./obt-*.whl',
	windows: 'py -m pip install (Resolve-Path obt-*.whl)'
};

/** The system a browser says it runs on: the likeliest of the machine that is set up first. */
export function systemOf(userAgent: string): System {
	if (/Windows/.test(userAgent)) return 'windows';
	return /Mac OS X|Macintosh/.test(userAgent) ? 'macos' : 'linux';
}

export const isLoopback = (server: string): boolean =>
	/^(localhost|127\.|\[::1\])/.test(new URL(server).hostname);
