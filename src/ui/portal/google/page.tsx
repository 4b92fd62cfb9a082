/** What is told to an administrator who comes back from Google, and what is to be done where it failed. */
import type { Child } from 'hono/jsx';
import type { DirectoryScope } from '../../../google/oauth.ts';

/** Whom a page is about. */
interface Parties {
	readonly tenant: string;
	readonly product: string;
}

/** The connection is there. */
export function Connected(props: Parties & { readonly account: string | null }) {
	const { tenant, product, account } = props;
	return (
		<>
			<p>
				Users and groups of <strong>{tenant}</strong> are now synced to <strong>{product}</strong>
				{account === null ? null : (
					<>
						{' '}
						with the consent of <strong>{account}</strong>
					</>
				)}
				. The first sync has started.
			</p>
			<p>
				Nothing is ever changed in Google. You can withdraw your consent at any time in your Google
				Account, under third-party connections.
			</p>
		</>
	);
}

/** What each permission is for, in the words of Google's page. */
const PURPOSES: Readonly<Record<DirectoryScope, string>> = {
	'https://www.googleapis.com/auth/admin.directory.user.readonly':
		'See info about users on your domain',
	'https://www.googleapis.com/auth/admin.directory.group.readonly': 'View groups on your domain',
	'https://www.googleapis.com/auth/admin.directory.group.member.readonly':
		'View group subscriptions on your domain',
};

/** Boxes were left unchecked. */
export function Incomplete({ missing }: { readonly missing: readonly DirectoryScope[] }) {
	return (
		<>
			<p>You did not grant these permissions:</p>
			<ul>
				{missing.map((scope) => (
					<li>
						{PURPOSES[scope]} (<code>{scope}</code>)
					</li>
				))}
			</ul>
			<p>Try again, and select all boxes on Google's page. The sync needs each of them.</p>
		</>
	);
}

/** How a failure is told: what happened, and who can do what about it. */
interface Explanation {
	readonly title: string;
	readonly status: 400 | 403 | 409 | 503;
	readonly remedy: Child;
}

/** What the operator of the OAuth client is told to look at. */
interface ClientFacts {
	readonly clientId: string;
	readonly redirectUri: string;
}

/**
 * Explains an error code of Google's (RFC 6749 §4.1.2.1 and §5.2, and its own ones: "Authorization errors"
 * in https://developers.google.com/identity/protocols/oauth2/web-server). Some of them Google shows itself,
 * and sends nobody back.
 */
export function explain(error: string, { clientId, redirectUri }: ClientFacts): Explanation {
	switch (error) {
		case 'access_denied':
			return {
				title: 'You did not grant access',
				status: 403,
				remedy: (
					<p>
						Try again, and choose to continue on Google's page. If Google does not let you continue,
						an administrator may have to trust this application first. <Trust clientId={clientId} />
					</p>
				),
			};
		case 'admin_policy_enforced':
			return {
				title: 'Your organisation does not allow this application',
				status: 403,
				remedy: (
					<p>
						An administrator has to trust it first. <Trust clientId={clientId} />
					</p>
				),
			};
		case 'org_internal':
			return {
				title: 'This application is not open to your organisation',
				status: 403,
				remedy: (
					<p>
						Tell the person who sent you here: in the Google Cloud console, under Google Auth
						platform, Audience, the user type of this application must be External.
					</p>
				),
			};
		case 'redirect_uri_mismatch':
			return {
				title: 'This application is not set up correctly in Google',
				status: 503,
				remedy: (
					<p>
						Tell the person who sent you here: in the Google Cloud console, the client{' '}
						<code>{clientId}</code> needs the authorised redirect URI <code>{redirectUri}</code>.
					</p>
				),
			};
		case 'invalid_client':
		case 'unauthorized_client':
			return {
				title: 'Google does not know this application',
				status: 503,
				remedy: (
					<p>
						Tell the person who sent you here: ROLLCALL_GOOGLE_CLIENT_ID and
						ROLLCALL_GOOGLE_CLIENT_SECRET must match the client <code>{clientId}</code> in the
						Google Cloud console.
					</p>
				),
			};
		case 'invalid_grant':
			return {
				title: 'Google’s answer is no longer valid',
				status: 400,
				remedy: (
					<p>
						It is valid once and for a few minutes. The page may have been loaded twice, or too
						late. Try again.
					</p>
				),
			};
		case 'no_refresh_token':
			return {
				title: 'Google did not grant lasting access',
				status: 400,
				remedy: (
					<p>
						Remove this application from the third-party connections of your Google Account, then
						try again.
					</p>
				),
			};
		case 'unreachable':
		case 'temporarily_unavailable':
		case 'server_error':
			return {
				title: 'Google did not answer',
				status: 503,
				remedy: <p>Try again in a minute.</p>,
			};
		default:
			return {
				title: 'Google refused the request',
				status: 400,
				remedy: (
					<p>
						Reason: <code>{/^[a-z_]{1,60}$/.test(error) ? error : 'unknown'}</code>. Try again. If
						this continues, tell the person who sent you here.
					</p>
				),
			};
	}
}

function Trust({ clientId }: { readonly clientId: string }) {
	return (
		<>
			In the Google Admin console: Security, Access and data control, API controls, Manage
			third-party app access, add the client <code>{clientId}</code> as trusted.
		</>
	);
}
