/** The pages behind a setup link: plain HTML without scripts, styles or anything from elsewhere. */
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { PROVIDERS, type ProviderInFull } from '../../contract/providers.ts';
import { toTimestamp } from '../../contract/shared.ts';
import { originOfGoogle } from '../../google/oauth.ts';
import { describe, warn } from '../../platform/log.ts';
import { fill } from '../../providers/placeholders.ts';
import type { SetupLinkRow } from '../../store/setup-links.ts';
import type { AppContext } from '../context.ts';
import { pathForLog } from '../log-path.ts';
import { checks, setupSteps } from './steps.ts';

/** What `html` makes: everything that is put into it is escaped. */
type Content = ReturnType<typeof html>;

/** The URL of the page is a secret and the page may show another: neither is to go anywhere. */
function headersOf(c: AppContext): Readonly<Record<string, string>> {
	const { google } = c.get('config');
	// Browsers hold where a form is redirected to against this as well.
	const forms = google && ` ${originOfGoogle(google, 'accounts.google.com')}`;
	return {
		'Content-Security-Policy': `default-src 'none'; form-action 'self'${forms ?? ''}; frame-ancestors 'none'; base-uri 'none'`,
		...HEADERS,
	};
}

const HEADERS = {
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
	return c.html(document, status, { ...headersOf(c), ...headers });
}

/** A link that is not good any more, and why. */
export function ended(c: AppContext, title: string): Response | Promise<Response> {
	return page(c, 410, title, html`<p>Ask whoever sent it to you for another one.</p>`);
}

/** A method that the page does not know; `allow` are those that it does. */
export function notAllowed(c: AppContext, allow: string): Response | Promise<Response> {
	const content = html`<p>Open the link again.</p>`;
	return page(c, 405, 'That is not possible here', content, { Allow: allow });
}

/** A failure as a page; details go to the log. */
export function failed(c: AppContext, thrown: Error): Response | Promise<Response> {
	const requestId = c.get('requestId');
	warn('http.failed', { requestId, path: pathForLog(c.req.path), error: describe(thrown) });
	const content = html`<p>
		Open the link that you were sent again in a minute. The id of this request is ${requestId}.
	</p>`;
	return page(c, 503, 'This did not work', content, { 'Retry-After': '60' });
}

/** Sends the browser elsewhere, without telling there where it comes from. */
export function leave(c: AppContext, url: string): Response {
	return c.body(null, 303, { ...HEADERS, Location: url });
}

/** A directory that a link is for, and whether the link leads to Google's page of consent. */
interface Existing {
	readonly name: string;
	readonly isConsented: boolean;
}

/** What a live link offers; `existing` is the directory that it is for, if there is one. */
export function offer(link: SetupLinkRow, existing: Existing | undefined): Content {
	const until = toTimestamp(link.expiresAt);
	return html`<p>
			This page connects the identity provider of <strong>${link.tenant}</strong> to
			<strong>${link.product}</strong>. It can be used once, until
			<time datetime="${until}">${until}</time>.
		</p>
		<form method="post">
			${existing === undefined ? picker() : replacing(existing)}
			<p>
				<button>${existing === undefined ? 'Create the connection' : actionOf(existing)}</button>
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

function actionOf({ isConsented }: Existing): string {
	return isConsented ? 'Continue to Google' : 'Make a new token';
}

function replacing({ name, isConsented }: Existing): Content {
	if (isConsented) {
		return html`<p>
			Google will ask you to let the connection <strong>${name}</strong> read the users and groups
			of your Google Workspace. Sign in there as an administrator. Until you have agreed there, you
			can open this link again.
		</p>`;
	}
	return html`<p>
		It makes a new token for the connection <strong>${name}</strong>. Tokens that are in use stay
		good.
	</p>`;
}

/** What a directory that has just been connected is: the token is not shown again. */
export interface Connection {
	readonly origin: string;
	readonly directoryId: string;
	readonly secret: string;
}

/** What to paste into the provider, and the steps there. */
export function instructions(provider: ProviderInFull, connection: Connection): Content {
	const { type, form, url, setup } = provider;
	const name = type === 'generic-scim-v2' ? 'your identity provider' : provider.name;
	const { origin, directoryId, secret } = connection;
	const endpoint = `${origin}/scim/v2/${directoryId}`;
	const filling = { endpoint, secret, origin, directory: directoryId };
	const steps = setupSteps(setup, filling);
	// It is asked instead of asking: there is nothing to paste.
	if (url.template === null) {
		return html`<p>This is how ${name} is connected:</p>
			${steps} ${checks(provider, filling)}`;
	}
	return html`<p>
			Paste these two into ${name}. Copy the token now: it is not shown again, and this link is
			used.
		</p>
		<dl>
			<dt>SCIM base URL${form && html` (there: ${form.endpoint})`}</dt>
			<dd><code>${fill(url.template, filling)}</code></dd>
			<dt>Bearer token${form && html` (there: ${form.secret})`}</dt>
			<dd><code>${secret}</code></dd>
		</dl>
		<p>This is how ${name} is connected:</p>
		${steps} ${checks(provider, filling)}`;
}
