/** A page of the dashboard as an answer. */
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { OperationId } from '../../contract/operations/index.ts';
import type { AppContext } from '../../http/context.ts';
import { Layout, type Place } from '../components/layout.tsx';
import { goTo, respond, type PageOptions } from '../respond.tsx';
import { viewOf } from '../view.ts';
import { boundTo, can } from './access.ts';
import type { Session } from './session.ts';

/** The main places, and the call that each is made of: who may not make it does not see the place. */
const PLACES: readonly (Place & { readonly call: OperationId })[] = [
	{ path: '/dashboard', name: 'Overview', call: 'listDirectories' },
	{ path: '/dashboard/directories', name: 'Directories', call: 'listDirectories' },
	{ path: '/dashboard/people', name: 'People', call: 'searchPeople' },
	{ path: '/dashboard/events', name: 'Events', call: 'listDirectories' },
	{ path: '/dashboard/webhooks', name: 'Webhooks', call: 'listWebhookEndpoints' },
	{ path: '/dashboard/live', name: 'Live', call: 'listDirectories' },
	{ path: '/dashboard/setup-links', name: 'Setup links', call: 'listSetupLinks' },
	{ path: '/dashboard/audit-log', name: 'Audit log', call: 'listAuditEntries' },
	{ path: '/dashboard/api-keys', name: 'API keys', call: 'listApiKeys' },
	{ path: '/dashboard/branding', name: 'Branding', call: 'listBranding' },
];

/** What there is to say of a page beside its content. */
export interface PageParts {
	/** Never a secret: browsers keep titles. */
	readonly title: string;
	readonly trail?: readonly Place[];
	readonly tabs?: readonly Place[];
	readonly status?: ContentfulStatusCode;
	/** Style, images and headers of this page alone. */
	readonly look?: Pick<PageOptions, 'style' | 'images' | 'headers'>;
}

/** Renders a page for whoever is signed in. */
export function page(
	c: AppContext,
	session: Session,
	{ title, trail = [], tabs = [], status = 200, look = {} }: PageParts,
	children: Child,
): Promise<Response> {
	const view = viewOf(c, session.csrf);
	return respond(
		c,
		view,
		`${title} · Rollcall`,
		<Layout
			title={title}
			trail={trail}
			tabs={tabs}
			places={PLACES.filter(({ call }) => can(session, call))}
			who={whoIs(session)}
			notice={noticeOf(view.url.searchParams.get('done'))}
		>
			{children}
		</Layout>,
		{ status, ...look },
	);
}

/** The key that somebody has signed in with, and what it is limited to. */
function whoIs({ keyName, caller: { scopes, tenant, product } }: Session) {
	const bound = boundTo({ tenant, product });
	const may = MAY.find(([scope]) => scopes.includes(scope))?.[1];
	const limits = [
		...(bound === undefined ? [] : [`${bound} only`]),
		...(may === undefined ? [] : [may]),
	];
	return { name: keyName, limits };
}

/** What is most comes first; who may do everything is not told so. */
const MAY = [
	['admin', undefined],
	['write', 'read and write'],
	['read', 'read only'],
] as const;

/** What was done, as told on the page that one comes to afterwards. */
const NOTICES = {
	api_key_revoked: 'API key revoked.',
	signing_key_created: 'Signing key created.',
	signing_key_deleted: 'Signing key deleted.',
	branding_saved: 'Branding saved.',
	branding_deleted: 'Branding deleted.',
	setup_link_revoked: 'Setup link revoked.',
	redelivering: 'Redelivery started.',
	replay_cancelled: 'Replay cancelled.',
	endpoint_saved: 'Endpoint saved.',
	endpoint_disabled: 'Endpoint disabled.',
	endpoint_enabled: 'Endpoint enabled.',
	endpoint_deleted: 'Endpoint deleted.',
	mapping_saved: 'Mapping saved.',
	mapping_reset: 'Mapping reset.',
	recording_started: 'Recording started.',
	recording_stopped: 'Recording stopped.',
	recording_deleted: 'Recording deleted.',
	token_revoked: 'Token revoked.',
	directory_renamed: 'Directory renamed.',
	directory_activated: 'Directory activated.',
	directory_deactivated: 'Directory deactivated.',
	directory_deleted: 'Directory deleted.',
	brake_saved: 'Brake limits saved.',
	brake_turned_off: 'Brake turned off.',
	schema_declared: 'Schema declared.',
	schema_deleted: 'Schema deleted.',
	resumed: 'Deliveries resumed.',
	discarded: 'Held events discarded.',
	disconnected: 'Google Workspace disconnected.',
	sync_settings_saved: 'Sync settings saved.',
	sync_started: 'Sync started.',
} as const;

function noticeOf(name: string | null): string | undefined {
	return name !== null && Object.hasOwn(NOTICES, name)
		? NOTICES[name as keyof typeof NOTICES]
		: undefined;
}

/** Leads to a page after a form, and says there what was done. */
export function done(c: AppContext, path: string, notice: keyof typeof NOTICES): Response {
	return goTo(c, `${path}${path.includes('?') ? '&' : '?'}done=${notice}`);
}
