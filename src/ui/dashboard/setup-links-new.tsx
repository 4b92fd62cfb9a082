/** The forms that make a setup link: for a directory that there is, or for one that is made with it. */
import { Field, Form, type Refused } from '../components/form.tsx';
import { DirectoryField, type DirectoryNames } from './known-directories.tsx';
import type { Session } from './session.ts';

const PATH = '/dashboard/setup-links';

/** Both forms; what was refused comes back in the one that it was sent with. */
export function NewLinks(props: {
	readonly refused: Refused | undefined;
	/** What the key is bound to. */
	readonly owner: Pick<Session['caller'], 'tenant' | 'product'>;
	readonly names: DirectoryNames;
	/** The one that is meant, if one is; '' otherwise. */
	readonly directoryId: string;
}) {
	const { refused, owner, names, directoryId } = props;
	const isOfDirectory = refused?.all('of')[0] === 'directory';
	const ofDirectory = isOfDirectory ? refused : undefined;
	const ofNew = isOfDirectory ? undefined : refused;
	return (
		<>
			<details open={ofNew !== undefined}>
				<summary>New setup link for a new directory…</summary>
				<p>The IT admin chooses the identity provider, which creates the directory.</p>
				<Form action={PATH} label="New setup link for a new directory" refused={ofNew}>
					<input type="hidden" name="of" value="new" />
					<Field
						name="tenant"
						label="Tenant"
						{...ownedBy(owner.tenant, 'The customer this directory belongs to.')}
					/>
					<Field
						name="product"
						label="Product"
						{...ownedBy(owner.product, 'Your product that uses this directory.')}
					/>
					<Field
						name="name"
						label="Name"
						hint="The name of the new directory. Leave empty to use the identity provider's name."
					/>
					<Days id="days-of-new" />
					<button>Create setup link</button>
				</Form>
			</details>
			<details open={ofDirectory !== undefined || (ofNew === undefined && directoryId !== '')}>
				<summary>New setup link for an existing directory…</summary>
				<p>The setup adds a token to the directory. Existing tokens stay valid.</p>
				<Form action={PATH} label="New setup link for an existing directory" refused={ofDirectory}>
					<input type="hidden" name="of" value="directory" />
					<DirectoryField names={names} value={directoryId} required />
					<Days id="days-of-directory" />
					<button>Create setup link</button>
				</Form>
			</details>
		</>
	);
}

/** A field that a bound key fills by itself, and another key has to. */
function ownedBy(own: string | null, hint: string) {
	return own === null
		? { hint, required: true }
		: { hint: `Always ${own}: your API key is limited to it.` };
}

function Days({ id }: { readonly id: string }) {
	return (
		<Field
			id={id}
			name="expires_in_days"
			field="expires_in_seconds"
			type="number"
			min={1}
			max={30}
			label="Expires after (days)"
			value="7"
		/>
	);
}
