/** /setup/{link}/connect: what to paste into the provider, and the steps there. */
import { now } from '../../platform/clock.ts';
import { equalSecrets } from '../../platform/crypto.ts';
import { fill } from '../../providers/placeholders.ts';
import { audit } from '../../http/api/audit.ts';
import type { AppContext } from '../../http/context.ts';
import { addInPlace } from '../../store/portal.ts';
import { Copy } from '../components/content.tsx';
import { CSRF_FIELD, Form } from '../components/form.tsx';
import { AttributeChecks, SetupSteps, Troubleshooting } from '../components/steps.tsx';
import { fieldsOf } from '../request.ts';
import { look } from './look.ts';
import { Deactivated, leave, OTHER_CHOICE, page } from './page.tsx';
import type { Told } from './provider.ts';
import { newToken } from './redeem.ts';
import { baseOf, enter, forgetSecret, keepSession, shownToken, type Visit } from './session.ts';

/** GET /setup/{link}/connect */
export async function show(c: AppContext): Promise<Response> {
	const seen = await look(c);
	if (seen instanceof Response) return seen;
	const { visit, told, reached } = seen;
	const base = baseOf(visit.link.id);
	// Google has been asked for consent: there is nothing to paste.
	if (visit.session.token === null) return leave(c, `${base}/check`);
	await forgetSecret(c, visit);
	const { provider, name, filling } = told;
	return page(
		c,
		visit.audience,
		{ title: `Connect ${name}`, step: 'connect', reached, base, csrf: visit.session.csrf },
		<>
			{new URL(c.req.url).searchParams.has(OTHER_CHOICE) ? (
				<p role="alert">
					<strong>
						You have already used this link for {name}, so your other choice was not saved.
					</strong>
				</p>
			) : null}
			{visit.directory.state === 'inactive' ? <Deactivated /> : null}
			<ToPaste visit={visit} told={told} />
			<h2>Steps in {name}</h2>
			<p>
				Before the step that assigns users, check the{' '}
				<a href="#attributes">attributes listed below the steps</a>.
			</p>
			{provider.setup.length > 1 ? (
				<p>
					There is more than one way. Follow the first one, unless the name of another one matches
					what you use.
				</p>
			) : null}
			<SetupSteps id="step" setup={provider.setup} filling={filling} level={3} />
			<h2 id="attributes">Attributes to check</h2>
			<p>Check these mappings in {name} before you assign users.</p>
			<AttributeChecks mappings={provider.mappings} filling={filling} />
			<p class="actions">
				<a class="button" href={`${base}/check`}>
					Next: check the connection
				</a>
			</p>
			<details class="folded">
				<summary>
					<h2>Troubleshooting</h2>
				</summary>
				<Troubleshooting troubleshooting={provider.troubleshooting} filling={filling} />
			</details>
			<p>
				<small>
					This link connects {name} only. To connect another identity provider, ask the person who
					sent it to you for a new link.
				</small>
			</p>
		</>,
	);
}

/** The two things that the provider has to know. */
function ToPaste({ visit, told }: { readonly visit: Visit<unknown>; readonly told: Told }) {
	const { provider, name, filling } = told;
	const forms = provider.setup.flatMap(({ form }) => (form === null ? [] : [form]));
	const url = calledIn(
		name,
		'SCIM base URL',
		forms.map(({ endpoint }) => endpoint),
	);
	const token = calledIn(
		name,
		'Bearer token',
		forms.map((form) => form.secret),
	);
	const { secret } = visit;
	return (
		<section class="card paste" aria-labelledby="paste">
			<h2 id="paste">Copy these values into {name}</h2>
			<Copy id="scim-url" {...url} value={fill(provider.url.template ?? '', filling)} />
			{secret === undefined ? (
				<TokenGone visit={visit} />
			) : (
				<Copy
					id="scim-token"
					label={token.label}
					value={secret}
					hint={`${token.hint ?? ''} Visible for one hour, or until ${name} uses it.`.trim()}
				/>
			)}
		</section>
	);
}

/** What to call something: as the provider does, if all forms of its products agree. */
function calledIn(
	provider: string,
	ours: string,
	theirs: readonly string[],
): { readonly label: string; readonly hint?: string } {
	const [only, ...others] = new Set(theirs);
	if (only === undefined) return { label: ours };
	if (others.length === 0) {
		const isSaid = only.toLowerCase().includes(ours.toLowerCase());
		return { label: only, ...(isSaid ? {} : { hint: `${ours}.` }) };
	}
	const names = [only, ...others].map((name) => `“${name}”`);
	return { label: ours, hint: `Called ${names.join(' or ')} in ${provider}.` };
}

function TokenGone({ visit }: { readonly visit: Visit<unknown> }) {
	const { isTokenUsed, link, tokensMade } = visit;
	return (
		<>
			<p>
				{isTokenUsed
					? 'The token is in use, so it is no longer shown.'
					: 'The token is no longer shown: one hour has passed, or it was revoked.'}
			</p>
			{tokensMade < TOKENS_MAX ? (
				<Form action={`${baseOf(link.id)}/token`}>
					<p>
						{isTokenUsed
							? 'If you need it again, create a new token. The one in use stays valid.'
							: 'Create a new token and use it instead. The unused one is then revoked.'}
					</p>
					<button class="outline">Create new token</button>
				</Form>
			) : (
				<p>
					This link has created {TOKENS_MAX} tokens, which is the limit. If you need another one,
					ask the person who sent you the link for a new link.
				</p>
			)}
		</>
	);
}

/** Tokens of one link: enough for whoever loses some, and no more. */
const TOKENS_MAX = 10;

/** POST /setup/{link}/token: another token, in the place of one that was lost. */
export async function renew(c: AppContext): Promise<Response> {
	const visit = await enter(c, () => Promise.resolve());
	if (visit instanceof Response) return visit;
	const { session, link, directory, audience } = visit;
	const fields = await fieldsOf(c);
	if (!(await equalSecrets(fields.get(CSRF_FIELD) ?? '', session.csrf))) {
		const parts = { title: 'This form was not sent from the setup page', status: 403 } as const;
		return page(c, audience, parts, <p>Open the page again, and send the form there.</p>);
	}
	const connect = `${baseOf(link.id)}/connect`;
	if (session.token === null) return leave(c, connect);
	c.set('caller', { id: link.id, scopes: [], tenant: link.tenant, product: link.product });
	const { secret, token } = await newToken(link);
	const about = { directoryId: directory.id };
	const bounds = { max: TOKENS_MAX, now: now() };
	const { isAdded, revoked } = await addInPlace(c.get('db'), directory.key, token, bounds);
	// The page says that there are no more.
	if (!isAdded) return leave(c, connect);
	for (const id of revoked) audit(c, 'token.revoke', id, about);
	audit(c, 'token.create', token.id, about);
	await keepSession(c, { ...session, token: shownToken(token.id, secret) }, link);
	return leave(c, connect);
}
