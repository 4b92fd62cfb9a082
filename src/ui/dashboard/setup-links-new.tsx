/** The forms that make a setup link: for a directory that there is, or for one that is made with it. */
import type { Directory } from '../../contract/directories.ts';
import { Field, Form, type Refused } from '../components/form.tsx';
import type { Session } from './session.ts';

const PATH = '/dashboard/setup-links';

/** Both forms; what was refused comes back in the one that it was sent with. */
export function NewLinks(props: {
	readonly refused: Refused | undefined;
	/** What the key is bound to. */
	readonly owner: Pick<Session['caller'], 'tenant' | 'product'>;
	/** Some that there are, as suggestions. */
	readonly directories: readonly Directory[];
	/** The one that is meant, if one is; '' otherwise. */
	readonly directoryId: string;
}) {
	const { refused, owner, directories, directoryId } = props;
	const isOfDirectory = refused?.all('of')[0] === 'directory';
	const ofDirectory = isOfDirectory ? refused : undefined;
	const ofNew = isOfDirectory ? undefined : refused;
	return (
		<>
			<details open={ofNew !== undefined}>
				<summary>New link for a new directory…</summary>
				<p>The IT admin chooses the identity provider, and the directory is made then.</p>
				<Form action={PATH} label="New link for a new directory" refused={ofNew}>
					<input type="hidden" name="of" value="new" />
					<Field name="tenant" label="Tenant" {...ownedBy(owner.tenant, 'The customer.')} />
					<Field
						name="product"
						label="Product"
						{...ownedBy(owner.product, 'What of yours the users are for.')}
					/>
					<Field
						name="name"
						label="Name"
						hint="What the directory is to be called; the provider's name when left out."
					/>
					<Days id="days-of-new" />
					<button>Make the link</button>
				</Form>
			</details>
			<details open={ofDirectory !== undefined || (ofNew === undefined && directoryId !== '')}>
				<summary>New link for a directory that there is…</summary>
				<p>It adds a token to the directory; what is there stays good.</p>
				<Form action={PATH} label="New link for a directory that there is" refused={ofDirectory}>
					<input type="hidden" name="of" value="directory" />
					<Field
						name="directory_id"
						label="Directory"
						hint="Its id, dir_…: begin to type it or the name, or copy it from the directory's page."
						value={directoryId}
						list="known-directories"
						required
					/>
					<datalist id="known-directories">
						{directories.map(({ id, name, tenant }) => (
							<option value={id}>{`${name}, ${tenant}`}</option>
						))}
					</datalist>
					<Days id="days-of-directory" />
					<button>Make the link</button>
				</Form>
			</details>
		</>
	);
}

/** A field that a bound key fills by itself, and another key has to. */
function ownedBy(own: string | null, hint: string) {
	return own === null ? { hint, required: true } : { hint: `${own}, to which your key is bound.` };
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
			label="Good for how many days"
			value="7"
		/>
	);
}
