/** The secret of an endpoint, this once, and what a receiver does with it. */
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { Copy, Secret } from '../../components/content.tsx';
import { nameOf } from './frame.tsx';
import { endpointPath } from './tabs.ts';

/** What was made with an endpoint, or for it. */
export function MadeSecret({ of }: { readonly of: WebhookEndpoint }) {
	const { secret, public_key: publicKey } = of;
	const name = nameOf(of);
	const how = <HowToVerify of={of} />;
	if (secret !== undefined) {
		return (
			<Secret label={`Secret of endpoint “${name}”`} value={secret}>
				{how}
			</Secret>
		);
	}
	return (
		<section class="card secret" aria-label="Verification">
			{publicKey === null ? null : (
				<Copy id="public-key" label={`Public key of endpoint “${name}”`} value={publicKey} />
			)}
			{how}
		</section>
	);
}

function HowToVerify({ of }: { readonly of: WebhookEndpoint }) {
	const { id, format, delivery, signing } = of;
	const test = (
		<p>
			You can now <a href={endpointPath(id)}>send a test event</a>.
		</p>
	);
	if (format === 'set' && delivery === 'poll') {
		return (
			<>
				<p>
					Poll for events with POST requests to this URL (RFC 8936). Send the secret in the header{' '}
					<code>Authorization: Bearer</code>.
				</p>
				<pre>
					<code>{of.url}</code>
				</pre>
			</>
		);
	}
	if (format === 'set') {
		return (
			<>
				<p>
					Security Event Tokens are signed with ES256. Verify them with the keys at{' '}
					<code>/.well-known/jwks.json</code>.
				</p>
				{test}
			</>
		);
	}
	const what = signing === 'asymmetric' ? 'this public key' : 'this secret';
	return (
		<>
			<p>
				Verify each webhook with {what}. Use any{' '}
				<a href="https://www.standardwebhooks.com" rel="noreferrer">
					Standard Webhooks
				</a>{' '}
				library or the Rollcall SDK:
			</p>
			<pre tabindex={0} role="region" aria-label="Example in TypeScript">
				<code>{EXAMPLE}</code>
			</pre>
			{test}
		</>
	);
}

const EXAMPLE = `import { verifyWebhook } from 'rollcall';

const event = await verifyWebhook(body, request.headers, process.env.WEBHOOK_SECRET);`;
