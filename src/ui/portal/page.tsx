/** A page of the setup portal as an answer: who sends it, how far one is, and nothing that leads elsewhere. */
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { originOfGoogle } from '../../google/oauth.ts';
import { describe, warn } from '../../platform/log.ts';
import type { AppContext } from '../../http/context.ts';
import { pathForLog } from '../../http/log-path.ts';
import { pageHeaders, respond, type PageOptions } from '../respond.tsx';
import { viewOf, ViewProvider } from '../view.ts';
import { Masthead, styledAs, type Look } from './brand.tsx';

/** What an IT admin goes through, in order. */
const STEPS = [
	['provider', 'Provider', ''],
	['connect', 'Connect', '/connect'],
	['check', 'Check', '/check'],
	['users', 'Users', '/users'],
	['done', 'Done', '/done'],
] as const;

/** One of the steps. */
export type StepName = (typeof STEPS)[number][0];

/** For whom a page is: how it looks to the customers of a product. */
export interface Audience {
	readonly look: Look | undefined;
	/** As the application calls it; undefined where that is not known. */
	readonly product?: string | undefined;
}

/** What there is to say of a page beside its content. */
export interface PageParts {
	/** Never a secret: browsers keep titles. */
	readonly title: string;
	readonly status?: ContentfulStatusCode;
	readonly headers?: Readonly<Record<string, string>>;
	/** How far one is; left out where that does not matter any more. */
	readonly step?: StepName;
	/** Which of the steps are done; a look at a page does none. */
	readonly reached?: readonly StepName[];
	/** Where the steps are, for whoever can go back and forth. */
	readonly base?: string | undefined;
	/** Goes back with forms. */
	readonly csrf?: string | undefined;
}

/** Renders a page. */
export function page(
	c: AppContext,
	{ look, product }: Audience,
	{ title, status = 200, headers = {}, step, reached = [], base, csrf }: PageParts,
	children: Child,
): Promise<Response> {
	const name = look?.name ?? product;
	return respond(
		c,
		{ ...viewOf(c, csrf), isZoneNamed: true },
		title,
		<div class="portal">
			{name === undefined ? null : (
				<header>
					<Masthead name={name} logoUrl={look?.logoUrl ?? null} />
				</header>
			)}
			<main>
				{step === undefined ? null : <Progress current={step} reached={reached} base={base} />}
				<h1>{title}</h1>
				{children}
			</main>
		</div>,
		{ ...SECRET, ...styledAs([{ selector: '.portal', look }]), ...formsOf(c), status, headers },
	);
}

const SECRET = { isSecret: true } as const satisfies PageOptions;

/** Browsers hold where a form is redirected to against the policy as well, and one leads to Google. */
function formsOf(c: AppContext): Pick<PageOptions, 'forms'> {
	const { google } = c.get('config');
	return { forms: google === undefined ? [] : [originOfGoogle(google, 'accounts.google.com')] };
}

function Progress(props: {
	readonly current: StepName;
	readonly reached: readonly StepName[];
	readonly base: string | undefined;
}) {
	const { current, reached, base } = props;
	return (
		<nav aria-label="Progress" class="progress">
			<ol>
				{STEPS.map(([name, label, path]) => {
					const isDone = reached.includes(name);
					return (
						<li class={isDone ? 'past' : ''} aria-current={name === current ? 'step' : undefined}>
							{base === undefined || path === '' || name === current ? (
								<span>{label}</span>
							) : (
								<a href={`${base}${path}`}>{label}</a>
							)}
							{isDone ? <span class="hidden"> (done)</span> : null}
						</li>
					);
				})}
			</ol>
		</nav>
	);
}

/** In the URL of a page: something else was chosen than what the link has been used for. */
export const OTHER_CHOICE = 'other-choice';

/** What a connection is set up for that lets nobody in. */
export function Deactivated() {
	return (
		<p>
			<strong>This connection is deactivated and refuses all requests.</strong> Ask the person who
			sent you the link to activate it before you continue.
		</p>
	);
}

/** Why a link, or what it has begun, is over; and what to do. */
export const ENDS = {
	used: [
		'This link has already been used',
		'A setup link works once, and setup continues only in the browser where it was used. If that was you, go back to that browser. If nobody at your company used it, tell the person who sent it to you: someone else may have. To continue in another browser, ask them for a new link. Everything set up so far is kept.',
	],
	elsewhere: [
		'This page is not available in this browser',
		'Setup continues only in the browser where the link was used, and only if it allows cookies for this site. If that was you, go back to that browser. Otherwise, ask the person who sent you the link for a new one. Everything set up so far is kept.',
	],
	revoked: [
		'This link has been revoked',
		'The person who sent it to you has revoked it, or replaced it with a newer one. Look for a newer link in your messages. If there is none, ask them for a new link.',
	],
	expired: [
		'This link has expired',
		'Setup links are valid for a limited time. Everything set up so far is kept. To continue, ask the person who sent it to you for a new link.',
	],
	gone: [
		'This connection no longer exists',
		'The connection that this link was for has been deleted. Ask the person who sent it to you for a new link.',
	],
} as const;

/** A page that says why nothing goes on here. */
export function ended(
	c: AppContext,
	audience: Audience,
	why: keyof typeof ENDS,
): Promise<Response> {
	const [title, what] = ENDS[why];
	return page(c, audience, { title, status: 410 }, <p>{what}</p>);
}

const NOBODY: Audience = { look: undefined };

/** A method that the page does not know; `allow` are those that it does. */
export function notAllowed(c: AppContext, allow: string): Promise<Response> {
	const parts = {
		title: 'This is not possible here',
		status: 405,
		headers: { Allow: allow },
	} as const;
	return page(c, NOBODY, parts, <p>Open the link from your message again.</p>);
}

/** A page that there is not. */
export function notFound(c: AppContext): Promise<Response> {
	const parts = { title: 'Page not found', status: 404 } as const;
	return page(c, NOBODY, parts, <p>Open the link from your message again.</p>);
}

/** A failure as a page; details go to the log. */
export function failed(c: AppContext, thrown: Error): Promise<Response> {
	const requestId = c.get('requestId');
	warn('http.failed', { requestId, path: pathForLog(c.req.path), error: describe(thrown) });
	const parts = {
		title: 'Something went wrong',
		status: 503,
		headers: { 'Retry-After': '60' },
	} as const;
	return page(
		c,
		NOBODY,
		parts,
		<p>
			Wait a minute, then open the link from your message again. If this continues, tell the person
			who sent it to you this request ID: <code>{requestId}</code>
		</p>,
	);
}

/** Sends the browser elsewhere, without telling there where it comes from. */
export function leave(c: AppContext, url: string): Response {
	return c.body(null, 303, { ...pageHeaders(SECRET), Location: url });
}

/** A part of a page, for the script that keeps it up to date. */
export function part(c: AppContext, content: Child): Response | Promise<Response> {
	return c.html(
		<ViewProvider value={{ ...viewOf(c), isZoneNamed: true }}>{content}</ViewProvider>,
		200,
		pageHeaders(SECRET),
	);
}
