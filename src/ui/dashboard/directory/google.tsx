/** /dashboard/directories/{id}/google: the connection to Google Workspace. */
import type { GoogleAuthorization, GoogleConnection } from '../../../contract/google.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Copy } from '../../components/content.tsx';
import { Confirm, Form, type Refused } from '../../components/form.tsx';
import { Problems } from '../../components/problems.tsx';
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
import { numberOf, statusOf, UNNAMED } from '../fields.ts';
import { directoryPage } from './frame.tsx';
import { Connection } from './google-connection.tsx';
import { Settings } from './google-settings.tsx';
import { directoryPath } from './tabs.ts';

/** GET /dashboard/directories/{id}/google */
export function show(c: AppContext): Promise<Response> {
	return render(c, {});
}

/** POST /dashboard/directories/{id}/google: only what differs, for all but the interval begins a run anew. */
export async function save(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = paramsOf(c);
	const { settings } = await mustChange(c, form, { id: 'getGoogleConnection', params });
	const differing = Object.entries(settingsIn(form)).filter(
		([name, value]) => settings[name as keyof typeof settings] !== value,
	);
	const body = Object.fromEntries(differing);
	const saved = await change(c, form, { id: 'updateGoogleSettings', params, body });
	return saved.ok
		? done(c, pathOf(c), 'sync_settings_saved')
		: render(c, { settings: refusedBy(form, saved.error) });
}

/** POST /dashboard/directories/{id}/google/sync */
export async function sync(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const begun = await change(c, form, { id: 'syncGoogle', params: paramsOf(c) });
	if (!begun.ok) return render(c, { refused: refusedBy(form, begun.error) });
	return done(c, pathOf(c), 'sync_started');
}

/** POST /dashboard/directories/{id}/google/authorize */
export async function authorize(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const made = await change(c, form, { id: 'authorizeGoogle', params: paramsOf(c) });
	return render(c, made.ok ? { made: made.value } : { refused: refusedBy(form, made.error) });
}

/** POST /dashboard/directories/{id}/google/disconnect */
export async function disconnect(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = paramsOf(c);
	const { name } = await mustChange(c, form, { id: 'getDirectory', params });
	if (!isConfirmed(form, name)) return render(c, { unconfirmed: UNNAMED });
	await mustChange(c, form, { id: 'disconnectGoogle', params });
	return done(c, pathOf(c), 'disconnected');
}

function settingsIn(form: SentForm): Readonly<Record<string, unknown>> {
	return {
		interval_minutes: numberOf(form.get('interval_minutes')),
		users_query: form.get('users_query') || null,
		groups: form.get('groups') === 'on',
		groups_query: form.get('groups_query') || null,
		removed_users: form.get('removed_users') || undefined,
		allow_mass_removal_once: form.get('allow_mass_removal_once') === 'on',
	};
}

function paramsOf(c: AppContext) {
	return { id: param(c, 'id') };
}

function pathOf(c: AppContext): string {
	return `${directoryPath(param(c, 'id'))}/google`;
}

/** What has become of a form. */
interface Outcome {
	readonly made?: GoogleAuthorization;
	readonly settings?: Refused;
	/** Any other form. */
	readonly refused?: Refused;
	readonly unconfirmed?: string;
}

async function render(c: AppContext, outcome: Outcome): Promise<Response> {
	const params = paramsOf(c);
	const { directory, connection, session } = await read(c, {
		directory: { id: 'getDirectory', params },
		connection: { id: 'getGoogleConnection', params },
	});
	const { made, settings, refused, unconfirmed } = outcome;
	const path = pathOf(c);
	const status = statusOf((settings ?? refused)?.problem, unconfirmed);
	return directoryPage(
		c,
		session,
		directory,
		{ part: 'Google Workspace', status },
		<>
			<Problems refused={refused} />
			{made === undefined ? null : <Consent made={made} />}
			<Connection connection={connection} />
			{connection.state === 'connected' && can(session, 'syncGoogle') ? (
				<Form action={`${path}/sync`} label="Sync">
					<button>Sync now</button>
				</Form>
			) : null}
			{can(session, 'authorizeGoogle') ? <Asking path={path} state={connection.state} /> : null}
			{can(session, 'updateGoogleSettings') ? (
				<Settings settings={connection.settings} path={path} refused={settings} />
			) : null}
			{connection.state !== 'disconnected' && can(session, 'disconnectGoogle') ? (
				<Confirm
					id="confirm-disconnect"
					action={`${path}/disconnect`}
					label="Disconnect Google"
					warning="Syncing stops. The consent is revoked at Google and removed here. Users, groups and settings stay as they are."
					name={directory.name}
					error={unconfirmed}
				/>
			) : null}
		</>,
	);
}

function Asking({ path, state }: Pick<GoogleConnection, 'state'> & { readonly path: string }) {
	return (
		<section aria-labelledby="consent">
			<h2 id="consent">Administrator consent</h2>
			<p>
				{state === 'connected'
					? 'To connect through another administrator of the customer, create a link for them.'
					: 'A Google Workspace administrator of the customer must consent before the first sync. Create a link for them.'}
			</p>
			<Form action={`${path}/authorize`} label="Administrator consent">
				<button class={state === 'connected' ? 'outline' : undefined}>Create consent link</button>
			</Form>
		</section>
	);
}

/** Where to consent: whoever opens it can connect the directory. */
function Consent({ made }: { readonly made: GoogleAuthorization }) {
	return (
		<section class="card secret" aria-label="Consent link">
			<Copy
				id="consent-url"
				label="Consent link"
				value={made.url}
				hint="Shown only once. Copy it now. Anyone with this link can connect the directory to their own Google Workspace, so send it only to the administrator."
			/>
			<p>
				Works once. Expires <Time at={made.expires_at} />.
			</p>
		</section>
	);
}
