/** The provider of a directory, as it is told to whoever connects it. */
import { providerOf, type ProviderInFull } from '../../contract/providers.ts';
import { PROVIDERS } from '../../providers/index.ts';
import type { Provider } from '../../providers/model.ts';
import type { Filling } from '../../providers/placeholders.ts';
import { originOf, type AppContext } from '../../http/context.ts';
import type { Visit } from './session.ts';

/** A provider, and what to call it. */
export interface Told {
	readonly provider: ProviderInFull;
	/** One without a name is called what it is. */
	readonly name: string;
	/** What happens once it is connected. */
	readonly afterwards: Provider['afterwards'];
	/** What is known of the directory, for the provider's texts. */
	readonly filling: Filling;
}

/** The provider of the directory that a page is about. */
export function toldOf(
	c: AppContext,
	{ directory, secret }: Pick<Visit<unknown>, 'directory' | 'secret'>,
): Told {
	const provider = providerOf(directory.type);
	// Only what the contract allows is ever stored.
	if (provider === undefined) throw new Error(`There is no provider "${directory.type}".`);
	const origin = originOf(c);
	const endpoint = `${origin}/scim/v2/${directory.id}`;
	return {
		provider,
		name: provider.type === 'generic-scim-v2' ? 'your identity provider' : provider.name,
		afterwards: PROVIDERS[provider.type].afterwards,
		filling: {
			endpoint,
			origin,
			directory: directory.id,
			...(secret === undefined ? {} : { secret }),
		},
	};
}
