/** What a directory's identity provider is given, and what to do there. */
import type { Directory } from '../../../contract/directories.ts';
import { providerOf } from '../../../contract/providers.ts';
import { fill } from '../../../providers/placeholders.ts';
import { Copy } from '../../components/content.tsx';
import { Rich } from '../../components/rich.tsx';
import { AttributeChecks, SetupSteps, Troubleshooting } from '../../components/steps.tsx';
import { can } from '../access.ts';
import type { Session } from '../session.ts';
import { directoryPath } from './tabs.ts';

/** The URL as the provider wants it, or why it is given none. */
export function ScimUrl({ directory }: { readonly directory: Directory }) {
	const provider = providerOf(directory.type);
	if (provider === undefined) return null;
	const { url, form, name } = provider;
	if (url.template === null) {
		return (
			<p>
				<Rich text={url.why} />{' '}
				<a href={`${directoryPath(directory.id)}/google`}>Set up the connection to {name}</a>.
			</p>
		);
	}
	const field = form === null ? {} : { hint: `Called “${form.endpoint}” in ${name}.` };
	const { endpoint } = directory.scim;
	return (
		<Copy id="endpoint" label="SCIM base URL" value={fill(url.template, { endpoint })} {...field} />
	);
}

/** The provider's steps, and what to do if it fails. */
export function Connecting(props: {
	readonly session: Session;
	readonly directory: Directory;
	readonly origin: string;
	/** It is not connected yet, as far as one knows. */
	readonly isOpen: boolean;
}) {
	const { session, directory, origin, isOpen } = props;
	const provider = providerOf(directory.type);
	if (provider === undefined) return null;
	const filling = { endpoint: directory.scim.endpoint, origin, directory: directory.id };
	return (
		<section aria-labelledby="connecting">
			<h2 id="connecting">Setup</h2>
			{provider.url.template === null || !can(session, 'createToken') ? null : (
				<p>
					Create bearer tokens under <a href={`${directoryPath(directory.id)}/tokens`}>Tokens</a>.
					Each is shown only once.
				</p>
			)}
			{can(session, 'createSetupLink') ? (
				<p>
					<a
						class="button outline"
						href={`/dashboard/setup-links?directory_id=${encodeURIComponent(directory.id)}`}
					>
						Create setup link
					</a>
				</p>
			) : null}
			<details open={isOpen}>
				<summary>Steps: {provider.name}</summary>
				<SetupSteps id="step" setup={provider.setup} filling={filling} level={3} />
			</details>
			<details>
				<summary>Attributes to check</summary>
				<AttributeChecks mappings={provider.mappings} filling={filling} />
			</details>
			<details>
				<summary>Troubleshooting</summary>
				<Troubleshooting troubleshooting={provider.troubleshooting} filling={filling} />
			</details>
		</section>
	);
}
