/** What benchmarks share: requests to a directory's SCIM endpoint, and quantiles of what they took. */
import type { LocalServer } from '../scripts/local-server.ts';
import { openReplaySender } from '../src/cli/sender.ts';
import type { Directory } from '../src/sdk/index.ts';

/** Sends a request and reads its answer; throws unless it succeeded. */
export type Send = <Body>(method: string, path: string, body?: object) => Promise<Body>;

/** Opens connections to a directory; `close` ends them. */
export function openScim(
	server: LocalServer,
	{ scim }: Pick<Directory, 'scim'>,
): { readonly send: Send; readonly close: () => void } {
	const base = new URL(scim.path, server.url).href;
	const sender = openReplaySender(base);
	const headers = {
		Authorization: `Bearer ${scim.secret}`,
		'Content-Type': 'application/scim+json',
	};
	return {
		send: async <Body>(method: string, path: string, body?: object) => {
			const request = { method, url: base + path, headers, body: body && JSON.stringify(body) };
			const reply = await sender.send(request, path);
			if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
			return (reply.text === '' ? undefined : JSON.parse(reply.text)) as Body;
		},
		close: sender.close,
	};
}

/** The value below which a share of the sorted values lies. */
export function quantile(sorted: readonly number[], share: number): number {
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
