/** What to do first, as long as there is something that has not been done: of it, what the viewer may do. */
import { Empty } from '../../components/content.tsx';
import { boundTo, can } from '../access.ts';
import type { Session } from '../session.ts';

/** What is missing; nothing if nothing is. */
export function FirstSteps(props: {
	readonly session: Session;
	readonly hasDirectories: boolean;
	readonly hasEndpoints: boolean;
}) {
	const { session, hasDirectories, hasEndpoints } = props;
	if (!hasDirectories) {
		return (
			<Empty title="No directories yet.">
				<ol>
					{can(session, 'createDirectory') ? (
						<li>
							<a href="/dashboard/directories#new-directory">Create a directory</a> for a customer's
							identity provider, or <a href="/dashboard/setup-links">create a setup link</a> and let
							the customer's IT admin connect it.
						</li>
					) : (
						<li>To create one, sign in with an API key that has the write scope.</li>
					)}
					{can(session, 'createWebhookEndpoint') && !hasEndpoints ? (
						<li>
							<a href="/dashboard/webhooks">Create a webhook endpoint</a> to send every change to
							your application.
						</li>
					) : null}
					{can(session, 'createApiKey') ? (
						<li>
							<a href="/dashboard/api-keys">Create an API key</a> for your application to read
							users, groups and events.
						</li>
					) : null}
				</ol>
			</Empty>
		);
	}
	if (hasEndpoints || !can(session, 'createWebhookEndpoint')) return null;
	const bound = boundTo(session.caller);
	return (
		<Empty
			title={
				bound === undefined ? 'No webhook endpoints yet.' : `No webhook endpoints for ${bound} yet.`
			}
		>
			<p>
				<a href="/dashboard/webhooks">Create a webhook endpoint</a> to receive events.
				{bound === undefined
					? null
					: ' Endpoints with a wider scope, which your API key cannot see, may already receive them.'}
			</p>
		</Empty>
	);
}
