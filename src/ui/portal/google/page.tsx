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
				Users and groups of <strong>{tenant}</strong> are synchronised to <strong>{product}</strong>{' '}
				from now on
				{account === null ? null : (
					<>
						, with the consent of <strong>{account}</strong>
					</>
				)}
				. The first synchronisation has begun.
			</p>
			<p>
				Nothing is ever changed at Google. You can take the consent back at any time, in your Google
				Account under the third-party connections.
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
			<p>These permissions were not given:</p>
			<ul>
				{missing.map((scope) => (
					<li>
						{PURPOSES[scope]} (<code>{scope}</code>)
					</li>
				))}
			</ul>
			<p>
				Try again, and check all boxes on Google's page: the synchronisation needs each of them.
			</p>
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
				title: 'Google was told not to give access',
				status: 403,
				remedy: (
					<p>
						Try again, and choose to continue on Google's page. If Google does not let you: an
						administrator may have to trust this application first. <Trust clientId={clientId} />
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
						Its operator has to make its audience External in the Google Cloud console: Google Auth
						platform, Audience. Tell whoever sent you here.
					</p>
				),
			};
		case 'redirect_uri_mismatch':
			return {
				title: 'The application is not set up at Google',
				status: 503,
				remedy: (
					<p>
						Its operator has to add <code>{redirectUri}</code> to the authorised redirect URIs of
						the client <code>{clientId}</code> in the Google Cloud console.
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
						Its operator has to compare ROLLCALL_GOOGLE_CLIENT_ID and ROLLCALL_GOOGLE_CLIENT_SECRET
						with the client <code>{clientId}</code> in the Google Cloud console.
					</p>
				),
			};
		case 'invalid_grant':
			return {
				title: 'Google’s answer is not good any more',
				status: 400,
				remedy: (
					<p>
						It is good once, and for minutes: the page may have been loaded twice, or too late. Try
						again.
					</p>
				),
			};
		case 'no_refresh_token':
			return {
				title: 'Google has not given lasting access',
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
						The reason that it gave:
						<code>{/^[a-z_]{1,60}$/.test(error) ? error : 'none that is known'}</code>. Try again;
						if it stays so, tell whoever sent you here.
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
