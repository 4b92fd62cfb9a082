/** A page as an answer: the document around it, and the headers that keep it safe. */
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { randomBase64 } from '../platform/crypto.ts';
import type { AppContext } from '../http/context.ts';
import { ViewProvider, type View } from './view.ts';

/** What a page needs beyond what all have. */
export interface PageOptions {
	readonly status?: ContentfulStatusCode;
	readonly headers?: Readonly<Record<string, string>>;
	/** Origins that images may come from, beside our own. */
	readonly images?: readonly string[];
	/** Origins that a form may lead to, beside our own. */
	readonly forms?: readonly string[];
	/** Style of this page alone, from what has been checked. */
	readonly style?: string;
	/** The URL of the page is a secret. */
	readonly isSecret?: boolean;
}

/** Renders a document. `title` and `children` are escaped as all JSX is. */
export async function respond(
	c: AppContext,
	view: View,
	title: string,
	children: Child,
	options: PageOptions = {},
): Promise<Response> {
	const nonce = randomBase64(16);
	const { style, status = 200 } = options;
	const document = (
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="color-scheme" content="light dark" />
				<title>{title}</title>
				<link rel="icon" href="/ui/icon.svg" type="image/svg+xml" />
				<link rel="stylesheet" href="/ui/style.css" />
				{style === undefined ? null : (
					<style nonce={nonce} dangerouslySetInnerHTML={{ __html: style }} />
				)}
				<script type="module" src="/ui/app.js" />
			</head>
			<body>
				<ViewProvider value={view}>{children}</ViewProvider>
			</body>
		</html>
	);
	return c.html(html`<!doctype html>${document}`, status, {
		...pageHeaders(options, style === undefined ? undefined : nonce),
		...options.headers,
	});
}

/** The headers of a page: it loads nothing from elsewhere, nobody frames it, and nobody keeps it. */
export function pageHeaders(
	{ images = [], forms = [], isSecret = false }: PageOptions,
	nonce?: string,
): Readonly<Record<string, string>> {
	const policy = [
		"default-src 'none'",
		"script-src 'self'",
		`style-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
		["img-src 'self' data:", ...images].join(' '),
		"connect-src 'self'",
		// Browsers hold where a form is redirected to against this as well.
		["form-action 'self'", ...forms].join(' '),
		"frame-ancestors 'none'",
		"base-uri 'none'",
	];
	return {
		'Content-Security-Policy': policy.join('; '),
		// Where nothing is sent, browsers do not tell forms of our own from others by their Origin.
		'Referrer-Policy': isSecret ? 'no-referrer' : 'same-origin',
		'X-Content-Type-Options': 'nosniff',
		'X-Robots-Tag': 'noindex, nofollow',
		'Cross-Origin-Opener-Policy': 'same-origin',
		'Cache-Control': 'no-store',
	};
}

/** Sends the browser to another page of ours, after a form. */
export function goTo(c: AppContext, path: string): Response {
	return c.body(null, 303, { ...pageHeaders({}), Location: path });
}
