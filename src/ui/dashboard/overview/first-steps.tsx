/** What to do first, as long as there is something that has not been done: of it, what the viewer may do. */
import { Empty } from '../../components/content.tsx';
import { can } from '../access.ts';
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
			<Empty title="There are no directories yet.">
				<ol>
					{can(session, 'createDirectory') ? (
						<li>
							<a href="/dashboard/directories#new-directory">Make a directory</a> for a customer's
							identity provider, or <a href="/dashboard/setup-links">send a setup link</a> to the
							customer's IT admin, who then connects it without you.
						</li>
					) : (
						<li>Somebody with an API key that may write makes one.</li>
					)}
					{can(session, 'createWebhookEndpoint') && !hasEndpoints ? (
						<li>
							<a href="/dashboard/webhooks">Make a webhook endpoint</a>, at which your application
							hears of every change.
						</li>
					) : null}
					{can(session, 'createApiKey') ? (
						<li>
							<a href="/dashboard/api-keys">Make an API key</a> with which your application reads
							what it has missed.
						</li>
					) : null}
				</ol>
			</Empty>
		);
	}
	if (hasEndpoints || !can(session, 'createWebhookEndpoint')) return null;
	return (
		<Empty title="Nobody hears of what changes.">
			<p>
				<a href="/dashboard/webhooks">Make a webhook endpoint</a> for your application.
			</p>
		</Empty>
	);
}
