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
						You have used this link for {name} already, so your other choice was not taken.
					</strong>
				</p>
			) : null}
			{visit.directory.state === 'inactive' ? <Deactivated /> : null}
			<ToPaste visit={visit} told={told} />
			<p>
				<small>
					Another provider than {name}? A link is for one: ask whoever sent it to you for another.
				</small>
			</p>
			<h2>What to do in {name}</h2>
			{provider.setup.length > 1 ? <p>There are several ways. One of them is enough.</p> : null}
			<SetupSteps id="step" setup={provider.setup} filling={filling} level={3} />
			<h2>Attributes to check</h2>
			<AttributeChecks mappings={provider.mappings} filling={filling} />
			<p>
				<a class="button" href={`${base}/check`}>
					Go on: check the connection
				</a>
			</p>
			<h2 id="failing">If it fails</h2>
			<Troubleshooting troubleshooting={provider.troubleshooting} filling={filling} />
		</>,
	);
}

/** The two things that the provider has to know. */
function ToPaste({ visit, told }: { readonly visit: Visit<unknown>; readonly told: Told }) {
	const { provider, name, filling } = told;
	const forms = provider.setup.flatMap(({ form }) => (form === null ? [] : [form]));
	const { secret } = visit;
	return (
		<section class="card paste" aria-labelledby="paste">
			<h2 id="paste">What to paste into {name}</h2>
			<Copy
				id="scim-url"
				label="SCIM base URL"
				value={fill(provider.url.template ?? '', filling)}
				{...(forms.length === 0
					? {}
					: { hint: calledThere(forms.map(({ endpoint }) => endpoint)) })}
			/>
			{secret === undefined ? (
				<TokenGone visit={visit} />
			) : (
				<Copy
					id="scim-token"
					label="Bearer token"
					value={secret}
					hint={`${calledThere(forms.map((form) => form.secret))} It is shown until it is used for the first time, for an hour at most.`.trim()}
				/>
			)}
		</section>
	);
}

/** What the forms of the provider's products call something. */
function calledThere(names: readonly string[]): string {
	const quoted = [...new Set(names)].map((name) => `“${name}”`);
	return quoted.length === 0 ? '' : `There it is called ${quoted.join(' or ')}.`;
}

function TokenGone({ visit }: { readonly visit: Visit<unknown> }) {
	const { isTokenUsed, link } = visit;
	return (
		<>
			<p>
				{isTokenUsed
					? 'The token has been used, so it is not shown any more. Tokens are kept as hashes only.'
					: 'The token is not shown any more: it was shown for an hour, or has been revoked. Tokens are kept as hashes only.'}
			</p>
			<Form action={`${baseOf(link.id)}/token`}>
				<p>
					{isTokenUsed
						? 'If you need it again, make another one. The one in use stays good.'
						: 'Make another one, and paste that. One that nobody has used ends with it.'}
				</p>
				<button class="outline">Make a new token</button>
			</Form>
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
		const parts = { title: 'This did not come from the page of the link', status: 403 } as const;
		return page(c, audience, parts, <p>Open the page again, and send its form.</p>);
	}
	const connect = `${baseOf(link.id)}/connect`;
	if (session.token === null) return leave(c, connect);
	c.set('caller', { id: link.id, scopes: [], tenant: link.tenant, product: link.product });
	const { secret, token } = await newToken(link);
	const about = { directoryId: directory.id };
	const bounds = { max: TOKENS_MAX, now: now() };
	const { isAdded, revoked } = await addInPlace(c.get('db'), directory.key, token, bounds);
	if (!isAdded) {
		const parts = { title: 'This link makes no more tokens', status: 409 } as const;
		return page(
			c,
			audience,
			{ ...parts, step: 'connect', base: baseOf(link.id) },
			<p>
				It has made {TOKENS_MAX}. The last one is good still. If you do not have it any more, ask
				whoever sent you the link for another one.
			</p>,
		);
	}
	for (const id of revoked) audit(c, 'token.revoke', id, about);
	audit(c, 'token.create', token.id, about);
	await keepSession(c, { ...session, token: shownToken(token.id, secret) }, link);
	return leave(c, connect);
}
