const LOOPBACK = /^(localhost|127\.|\[::1\])/;

/**
 * The address that clients are started with: the server behind the page where that differs from the
 * page's own origin. A loopback address helps nobody who sees the page from elsewhere: there the
 * page's own host stands, with the server's port.
 */
export function serverAddress(behind: string, page: URL): string {
	if (!behind) return page.origin;
	const server = new URL(behind);
	if (LOOPBACK.test(server.hostname) && !LOOPBACK.test(page.hostname)) {
		server.hostname = page.hostname;
	}
	return server.origin;
}
