/** /dashboard/directories/{id}/tokens: what the identity provider proves itself with. */
import { PageFailure } from '../../request.ts';
import type { Token } from '../../../contract/directories.ts';
import { PROBLEMS } from '../../../contract/problem.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Copy, Empty, Secret, Table } from '../../components/content.tsx';
import {
	Confirm,
	ConfirmAtOnce,
	Field,
	Form,
	Select,
	type Refused,
} from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import {
	can,
	change,
	isConfirmed,
	mustChange,
	read,
	readForm,
	refusedBy,
	type SentForm,
} from '../access.ts';
import { done } from '../page.tsx';
import { CredentialState } from '../credential.tsx';
import { NOT_NAMED, numberOf, statusOf, UNNAMED } from '../fields.ts';
import { directoryPage } from './frame.tsx';
import { directoryPath } from './tabs.ts';

/** GET /dashboard/directories/{id}/tokens */
export function list(c: AppContext): Promise<Response> {
	return show(c);
}

/** POST /dashboard/directories/{id}/tokens */
export async function create(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = { id: param(c, 'id') };
	const made = await change(c, form, { id: 'createToken', params, body: givenIn(form) });
	return show(c, made.ok ? { made: made.value } : { create: refusedBy(form, made.error) });
}

/** POST /dashboard/directories/{id}/tokens/rotate */
export async function rotate(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const body = { ...givenIn(form), overlap_seconds: numberOf(form.get('overlap_seconds')) };
	const params = { id: param(c, 'id') };
	const { name } = await mustChange(c, form, { id: 'getDirectory', params });
	if (body.overlap_seconds === 0 && !isConfirmed(form, name)) {
		return show(c, { rotate: refusedBy(form, NOT_NAMED) });
	}
	const made = await change(c, form, { id: 'rotateToken', params, body });
	return show(c, made.ok ? { made: made.value } : { rotate: refusedBy(form, made.error) });
}

/** POST /dashboard/directories/{id}/tokens/{tokenId}/revoke */
export async function revoke(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const [id, tokenId] = [param(c, 'id'), param(c, 'tokenId')];
	const { data } = await mustChange(c, form, { id: 'listTokens', params: { id } });
	const token = data.find((each) => each.id === tokenId);
	if (token === undefined) {
		const detail = `This directory has no token "${tokenId}".`;
		throw new PageFailure({ status: 404, title: PROBLEMS[404].title, detail });
	}
	if (!isConfirmed(form, typedFor(token))) return show(c, { unconfirmed: tokenId });
	await mustChange(c, form, { id: 'revokeToken', params: { id, tokenId } });
	return done(c, `${directoryPath(id)}/tokens`, 'token_revoked');
}

/** The same for both forms. A day has no zone of its own: it ends where UTC ends it. */
function givenIn(form: SentForm) {
	const day = form.get('expires_on');
	return {
		description: form.get('description') || undefined,
		expires_at: day === '' ? undefined : `${day}T23:59:59Z`,
	};
}

/** What a token is called. */
function nameOf({ description, id }: Token): string {
	return isNamed(description) ? description : id;
}

/** What has to be typed to revoke it: of an id, its end, which tells it from others. */
function typedFor({ description, id }: Token): string {
	return isNamed(description) ? description : id.slice(-6);
}

/** Blanks alone cannot be read, and so not typed. */
function isNamed(description: string | null): description is string {
	return description !== null && description.trim() !== '';
}

/** What has become of a form. */
interface Outcome {
	readonly made?: Token;
	readonly create?: Refused;
	readonly rotate?: Refused;
	/** The token that was not named. */
	readonly unconfirmed?: string;
}

async function show(c: AppContext, outcome: Outcome = {}): Promise<Response> {
	const params = { id: param(c, 'id') };
	const { directory, tokens, session } = await read(c, {
		directory: { id: 'getDirectory', params },
		tokens: { id: 'listTokens', params },
	});
	const { made, unconfirmed } = outcome;
	const refused = outcome.create ?? outcome.rotate;
	const path = `${directoryPath(directory.id)}/tokens`;
	const mayRevoke = can(session, 'revokeToken');
	return directoryPage(
		c,
		session,
		directory,
		{ part: 'Tokens', status: statusOf(refused?.problem, unconfirmed) },
		<>
			{made?.secret === undefined ? null : (
				<Secret label={`Bearer token “${nameOf(made)}”`} value={made.secret}>
					<Copy id="endpoint" label="SCIM base URL" value={directory.scim.endpoint} />
				</Secret>
			)}
			{tokens.data.length === 0 ? (
				<Empty title="No tokens yet.">
					<p>
						Create one and enter it in the identity provider. Without a token, every request is
						refused.
					</p>
				</Empty>
			) : (
				<Table
					caption="Tokens"
					heads={['Token', 'Status', 'Created', 'Expires', 'Last used', ...(mayRevoke ? [''] : [])]}
					rows={tokens.data.map((token) => [
						<>
							{token.description || 'No description'}
							<br />
							<small>
								<code>{token.id}</code>
							</small>
						</>,
						<>
							<CredentialState of={token} />{' '}
							{token.revoked_at === null ? null : <Time at={token.revoked_at} />}
						</>,
						<Time at={token.created_at} />,
						<Time at={token.expires_at} />,
						<Time at={token.last_used_at} />,
						...(mayRevoke ? [<Revocation {...{ token, path, unconfirmed }} />] : []),
					])}
				/>
			)}
			{can(session, 'createToken') ? <NewToken path={path} refused={outcome.create} /> : null}
			{can(session, 'rotateToken') && tokens.data.length > 0 ? (
				<Rotation path={path} refused={outcome.rotate} name={directory.name} />
			) : null}
		</>,
	);
}

function Revocation(props: {
	readonly token: Token;
	readonly path: string;
	readonly unconfirmed: string | undefined;
}) {
	const { token, path, unconfirmed } = props;
	if (token.state !== 'live') return null;
	return (
		<Confirm
			id={`confirm-${token.id}`}
			action={`${path}/${token.id}/revoke`}
			label="Revoke"
			warning="Requests with this token are refused immediately."
			name={typedFor(token)}
			which={isNamed(token.description) ? undefined : 'the end of the token ID'}
			error={unconfirmed === token.id ? UNNAMED : undefined}
		/>
	);
}

interface FormProps {
	readonly path: string;
	readonly refused: Refused | undefined;
}

function NewToken({ path, refused }: FormProps) {
	return (
		<section aria-labelledby="new-token">
			<h2 id="new-token">New token</h2>
			<p>Existing tokens stay valid.</p>
			<Form action={path} label="New token" refused={refused}>
				<GivenFields id="new" />
				<button>Create token</button>
			</Form>
		</section>
	);
}

const OVERLAPS = [
	['0', 'Immediately'],
	['3600', 'After 1 hour'],
	['86400', 'After 1 day'],
	['604800', 'After 1 week'],
] as const;

function Rotation({ path, refused, name }: FormProps & { readonly name: string }) {
	return (
		<section aria-labelledby="rotate">
			<h2 id="rotate">Rotate token</h2>
			<p>
				Creates a token that replaces all others. The others stay valid for the time you choose, so
				that you can enter the new one in the identity provider.
			</p>
			<Form action={`${path}/rotate`} label="Rotate token" refused={refused}>
				<GivenFields id="rotated" />
				<Select
					name="overlap_seconds"
					label="Other tokens expire"
					value="86400"
					options={OVERLAPS}
				/>
				<ConfirmAtOnce id="confirm-rotate" name={name} />
				<button>Rotate token</button>
			</Form>
		</section>
	);
}

function GivenFields({ id }: { readonly id: string }) {
	return (
		<>
			<Field
				id={`${id}-description`}
				name="description"
				label="Description"
				hint="Where this token is used."
			/>
			<Field
				id={`${id}-expires-on`}
				name="expires_on"
				field="expires_at"
				type="date"
				label="Expires"
				hint="At the end of this day, in UTC. Leave empty for no expiry."
			/>
		</>
	);
}
