/** /dashboard/sign-in and /dashboard/sign-out. */
import { now } from '../../platform/clock.ts';
import { equalSecrets, sha256Hex } from '../../platform/crypto.ts';
import { info } from '../../platform/log.ts';
import { ADMIN, ADMIN_NAME } from '../../http/api/access.ts';
import { audit } from '../../http/api/audit.ts';
import { originOf, type AppContext } from '../../http/context.ts';
import { findApiKey } from '../../store/api-keys.ts';
import { countTry } from '../../store/sessions.ts';
import { together } from '../../store/together.ts';
import { Field } from '../components/form.tsx';
import { goTo, respond } from '../respond.tsx';
import { viewOf } from '../view.ts';
import { fieldsOf } from '../request.ts';
import { readForm } from './access.ts';
import { isOpen, sessionOf, signIn, signOut } from './session.ts';

/** A key has 256 random bits, but the first one is chosen by people: so many tries, and then a pause. */
const FAILURES_MAX = 10;
const PAUSE_MS = 15 * 60_000;

/** GET /dashboard/sign-in */
export async function show(c: AppContext): Promise<Response> {
	const next = c.req.query('next') ?? '';
	const session = await sessionOf(c);
	const isIn = session !== undefined && (await isOpen(c, c.get('db'), session));
	return isIn ? goTo(c, placeAfter(c, next)) : form(c, 200, undefined, next);
}

/** POST /dashboard/sign-in */
export async function submit(c: AppContext): Promise<Response> {
	const fields = await fieldsOf(c);
	const next = fields.get('next') ?? '';
	const key = fields.get('key')?.trim() ?? '';
	const client = clientOf(c);
	const at = now();
	const { adminKey } = c.get('config');
	const [isAdmin, keyHash] = await Promise.all([equalSecrets(key, adminKey), sha256Hex(key)]);
	const { tried, found } = await together(c.get('db'), {
		tried: (db) => countTry(db, client, at, PAUSE_MS),
		found: (db) => findApiKey(db, keyHash, undefined, at),
	});
	if (tried.failures > FAILURES_MAX) {
		const seconds = Math.ceil((tried.expiresAt - at) / 1000);
		const error = `Too many failed attempts. Try again in ${Math.ceil(seconds / 60)} minutes.`;
		return form(c, 429, error, next, { 'Retry-After': String(seconds) });
	}
	const caller = isAdmin ? ADMIN : found?.key;
	if (caller === undefined) {
		info('dashboard.sign_in_refused', { requestId: c.get('requestId') });
		return form(c, 401, 'This API key is unknown, expired or revoked.', next);
	}
	const keyName = found?.key.name ?? ADMIN_NAME;
	await signIn(c, { caller, keyHash, keyName }, client);
	c.set('caller', caller);
	audit(c, 'session.create', caller.id, {});
	return goTo(c, placeAfter(c, next));
}

/** POST /dashboard/sign-out */
export async function leave(c: AppContext): Promise<Response> {
	const { session } = await readForm(c);
	await signOut(c, session);
	c.set('caller', session.caller);
	audit(c, 'session.delete', session.caller.id, {});
	return goTo(c, '/dashboard/sign-in?signed-out');
}

/** Leads to where one can sign in, and from there back to what was asked for, or to the page of the form. */
export function askToSignIn(c: AppContext): Response {
	const isForm = c.req.method === 'POST';
	const next = placeAfter(c, isForm ? (c.req.header('Referer') ?? '') : c.req.url);
	const query = [
		...(isForm ? ['ended'] : []),
		...(next === '/dashboard' ? [] : [`next=${encodeURIComponent(next)}`]),
	];
	return goTo(c, `/dashboard/sign-in${query.length === 0 ? '' : `?${query.join('&')}`}`);
}

/** Where what was asked for leads to, if that is a page of the dashboard; the overview for anything else. */
function placeAfter(c: AppContext, next: string): string {
	const url = URL.parse(next, originOf(c));
	const isOurs = url?.origin === originOf(c) && /^\/dashboard(\/|$)/.test(url.pathname);
	return isOurs ? url.pathname + url.search : '/dashboard';
}

/** An address; of IPv6 the network that one household has, for its addresses are countless (RFC 6177). */
function clientOf(c: AppContext): string {
	const address = c.req.header('CF-Connecting-IP')?.slice(0, 45) ?? 'unknown';
	if (!address.includes(':')) return address;
	// `::` stands for as many groups of zeros as are missing (RFC 4291 §2.2).
	const [head = [], tail = []] = address.split('::').map((part) => part.split(':'));
	const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
	return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}

/** Why somebody is here who was signed in, by what the query says. */
const ENDS = [
	['signed-out', 'You have signed out.'],
	[
		'ended',
		'Your session has ended, and your changes were not saved. Sign in and submit the form again.',
	],
] as const;

function form(
	c: AppContext,
	status: 200 | 401 | 429,
	error: string | undefined,
	next: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
	const told = ENDS.find(([name]) => c.req.query(name) !== undefined)?.[1];
	const content = (
		<main class="door">
			<h1>Rollcall</h1>
			{told === undefined ? null : (
				<div role="status" class="notice">
					{told}
				</div>
			)}
			<form method="post" action="/dashboard/sign-in">
				<input type="hidden" name="next" value={next} />
				<Field
					name="key"
					label="API key"
					type="password"
					autocomplete="current-password"
					hint="The ROLLCALL_ADMIN_KEY of this deployment, or any other API key."
					error={error}
					required
					autofocus
				/>
				<button>Sign in</button>
			</form>
		</main>
	);
	return respond(c, viewOf(c), 'Sign in · Rollcall', content, { status, headers });
}
