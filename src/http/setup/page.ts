/** The pages behind a setup link: plain HTML without scripts, styles or anything from elsewhere. */
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { PROVIDERS, type Provider } from '../../contract/providers.ts';
import { toTimestamp } from '../../contract/shared.ts';
import type { SetupLinkRow } from '../../store/setup-links.ts';
import type { AppContext } from '../context.ts';

/** What `html` makes: everything that is put into it is escaped. */
type Content = ReturnType<typeof html>;

/** The URL of the page is a secret and the page may show another: neither is to go anywhere. */
const HEADERS = {
	'Content-Security-Policy':
		"default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Robots-Tag': 'noindex, nofollow',
	'Cache-Control': 'no-store',
};

/** A page as an answer. */
export function page(
	c: AppContext,
	status: ContentfulStatusCode,
	title: string,
	content: Content,
	headers: Readonly<Record<string, string>> = {},
): Response | Promise<Response> {
	const document = html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width" />
				<meta name="color-scheme" content="light dark" />
				<title>${title}</title>
			</head>
			<body>
				<h1>${title}</h1>
				${content}
			</body>
		</html>`;
	return c.html(document, status, { ...HEADERS, ...headers });
}

/** What a live link offers; `existing` is the name of the directory that it is for, if there is one. */
export function offer(link: SetupLinkRow, existing: string | undefined): Content {
	const until = toTimestamp(link.expiresAt);
	return html`<p>
			This page connects the identity provider of <strong>${link.tenant}</strong> to
			<strong>${link.product}</strong>. It can be used once, until
			<time datetime="${until}">${until}</time>.
		</p>
		<form method="post">
			${existing === undefined ? picker() : replacing(existing)}
			<p>
				<button>${existing === undefined ? 'Create the connection' : 'Make a new token'}</button>
			</p>
		</form>`;
}

function picker(): Content {
	return html`<p>
		<label>
			Identity provider
			<select name="type" required>
				<option value="">Choose one</option>
				${PROVIDERS.map(({ type, name }) => html`<option value="${type}">${name}</option>`)}
			</select>
		</label>
	</p>`;
}

function replacing(name: string): Content {
	return html`<p>
		It makes a new token for the connection <strong>${name}</strong>. Tokens that are in use stay
		good.
	</p>`;
}

/** What to paste into the provider: the token is not shown again. */
export function credentials(provider: Provider, endpoint: string, secret: string): Content {
	const { name, form } = provider;
	return html`<p>
			Paste these two into ${name}. Copy the token now: it is not shown again, and this link is
			used.
		</p>
		<dl>
			<dt>SCIM base URL${form && html` (there: ${form.endpoint})`}</dt>
			<dd><code>${endpoint}</code></dd>
			<dt>Bearer token${form && html` (there: ${form.secret})`}</dt>
			<dd><code>${secret}</code></dd>
		</dl>`;
}
