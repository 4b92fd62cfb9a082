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
			<Secret label={`The secret of the endpoint “${name}”`} value={secret}>
				{how}
			</Secret>
		);
	}
	return (
		<section class="card secret" aria-label="How to verify">
			{publicKey === null ? null : (
				<Copy
					id="public-key"
					label={`The public key of the endpoint “${name}”`}
					value={publicKey}
				/>
			)}
			{how}
		</section>
	);
}

function HowToVerify({ of }: { readonly of: WebhookEndpoint }) {
	const { id, format, delivery, signing } = of;
	const test = (
		<p>
			Then <a href={endpointPath(id)}>send it a test event</a>.
		</p>
	);
	if (format === 'set' && delivery === 'poll') {
		return (
			<>
				<p>
					Poll with POST to the URL below (RFC 8936), with the header{' '}
					<code>Authorization: Bearer</code> and this secret:
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
					Its Security Event Tokens are signed with ES256. Verify them with the keys that this
					service publishes at <code>/.well-known/jwks.json</code>.
				</p>
				{test}
			</>
		);
	}
	const what = signing === 'asymmetric' ? 'this public key' : 'this secret';
	return (
		<>
			<p>
				Verify each webhook with {what} before you trust it, with any library for{' '}
				<a href="https://www.standardwebhooks.com" rel="noreferrer">
					Standard Webhooks
				</a>
				, or with the SDK of Rollcall:
			</p>
			<pre tabindex={0} role="region" aria-label="An example in TypeScript">
				<code>{EXAMPLE}</code>
			</pre>
			{test}
		</>
	);
}

const EXAMPLE = `import { verifyWebhook } from 'rollcall';

const event = await verifyWebhook(body, request.headers, process.env.WEBHOOK_SECRET);`;
