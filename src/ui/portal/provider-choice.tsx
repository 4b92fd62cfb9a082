/** The providers to choose from. Their marks are letters in a frame: nothing of it is anybody's artwork. */
import { PROVIDERS, type ProviderInFull } from '../../contract/providers.ts';

/** Radio buttons, and the button that sends the choice. */
export function ProviderChoice({
	error,
	isOffered,
}: {
	readonly error: string | undefined;
	readonly isOffered: (provider: Pick<ProviderInFull, 'type'>) => boolean;
}) {
	return (
		<>
			<fieldset
				class="providers"
				{...(error === undefined ? {} : { 'aria-describedby': 'type-error' })}
			>
				<legend>Which identity provider do you use?</legend>
				{PROVIDERS.filter(isOffered).map(({ type, name }) => (
					<label>
						<input type="radio" name="type" value={type} required />
						<span class="mark" aria-hidden="true">
							{markOf(name)}
						</span>
						{name}
					</label>
				))}
			</fieldset>
			{error === undefined ? null : (
				<div id="type-error" class="error" role="alert">
					{error}
				</div>
			)}
			<p class="actions">
				<button>Create connection</button>
				<small>
					You cannot change the provider later. To connect another one, you need a new link.
				</small>
			</p>
		</>
	);
}

/** The beginnings of the first two words, or of the only one. */
function markOf(name: string): string {
	const [first = '', second] = name.match(/\p{Lu}[\p{L}\p{N}]*|\p{L}+/gu) ?? [];
	return second === undefined ? first.slice(0, 2) : first.slice(0, 1) + second.slice(0, 1);
}
