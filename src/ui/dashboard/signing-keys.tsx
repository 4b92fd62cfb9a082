/** /dashboard/signing-keys: the keys that sign Security Event Tokens. */
import type { SigningKey } from '../../contract/signing-keys.ts';
import { param, type AppContext } from '../../http/context.ts';
import { Badge, Table, type Tone } from '../components/content.tsx';
import { Confirm, Form, type Refused } from '../components/form.tsx';
import { Problems } from '../components/problems.tsx';
import { Time } from '../components/time.tsx';
import { can, change, isConfirmed, read, readForm, refusedBy } from './access.ts';
import { done, page } from './page.tsx';

const PATH = '/dashboard/signing-keys';

/** GET /dashboard/signing-keys */
export function list(c: AppContext): Promise<Response> {
	return show(c);
}

/** POST /dashboard/signing-keys */
export async function create(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const made = await change(c, form, { id: 'createSigningKey' });
	return made.ok
		? done(c, PATH, 'signing_key_created')
		: show(c, { refused: refusedBy(form, made.error) });
}

/** POST /dashboard/signing-keys/{id}/delete */
export async function remove(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const id = param(c, 'id');
	if (!isConfirmed(form, id)) return show(c, { unconfirmed: id });
	const deleted = await change(c, form, { id: 'deleteSigningKey', params: { id } });
	return deleted.ok
		? done(c, PATH, 'signing_key_deleted')
		: show(c, { refused: refusedBy(form, deleted.error) });
}

/** What has become of a form. */
interface Outcome {
	readonly refused?: Refused;
	/** The key that was not named. */
	readonly unconfirmed?: string;
}

const TONES: Readonly<Record<SigningKey['state'], Tone>> = {
	next: 'warning',
	current: 'success',
	previous: 'secondary',
};

const MEANINGS: Readonly<Record<SigningKey['state'], string>> = {
	next: 'Published. Signs as soon as receivers have had time to fetch it.',
	current: 'Signs new tokens.',
	previous: 'Still published, to verify older tokens.',
};

async function show(c: AppContext, { refused, unconfirmed }: Outcome = {}): Promise<Response> {
	const { keys, session } = await read(c, { keys: { id: 'listSigningKeys' } });
	const failed = refused ?? unconfirmed;
	return page(
		c,
		session,
		{
			title: 'Signing keys',
			trail: [{ path: '/dashboard/webhooks', name: 'Webhooks' }],
			status: failed === undefined ? 200 : 400,
		},
		<>
			<p>
				These keys sign Security Event Tokens. Receivers fetch the public keys from{' '}
				<code>/.well-known/jwks.json</code>.
			</p>
			<Problems refused={refused} />
			<Table
				caption="Signing keys"
				heads={['Key', 'Status', 'Created', '']}
				rows={keys.data.map((key) => [
					<code>{key.id}</code>,
					<>
						<Badge tone={TONES[key.state]}>{key.state}</Badge>
						<br />
						<small>{MEANINGS[key.state]}</small>
					</>,
					<Time at={key.created_at} />,
					keys.data.length > 1 && can(session, 'deleteSigningKey') ? (
						<Confirm
							id={`confirm-${key.id}`}
							action={`${PATH}/${key.id}/delete`}
							label="Delete signing key"
							warning="The key is no longer published. Receivers can no longer verify tokens that it signed."
							name={key.id}
							error={unconfirmed === key.id ? 'That ID does not match.' : undefined}
						/>
					) : null,
				])}
			/>
			{can(session, 'createSigningKey') ? (
				<Form>
					<p>
						A new key is published immediately. It starts signing after receivers have had time to
						fetch it.
					</p>
					<button>Create signing key</button>
				</Form>
			) : null}
		</>,
	);
}
