/** The forms that make a setup link: for a directory that there is, or for one that is made with it. */
import type { Directory } from '../../contract/directories.ts';
import { errorOf, Field, Form, Problems, type Refused } from '../components/form.tsx';

const PATH = '/dashboard/setup-links';

/** Both forms; what was refused comes back in the one that it was sent with. */
export function NewLinks(props: {
	readonly refused: Refused | undefined;
	/** Some that there are, as suggestions. */
	readonly directories: readonly Directory[];
	/** The one that is meant, if one is; '' otherwise. */
	readonly directoryId: string;
}) {
	const { refused, directories, directoryId } = props;
	const isOfDirectory = refused?.sent('of') === 'directory';
	const ofDirectory = isOfDirectory ? refused : undefined;
	const ofNew = isOfDirectory ? undefined : refused;
	return (
		<>
			<section aria-labelledby="new-link">
				<h2 id="new-link">New link for a new directory</h2>
				<p>The IT admin chooses the identity provider, and the directory is made then.</p>
				<Problems refused={ofNew} />
				<Form action={PATH} label="New link for a new directory">
					<input type="hidden" name="of" value="new" />
					<Field
						name="tenant"
						label="Tenant"
						hint="The customer; the one of your API key when left out."
						value={ofNew?.sent('tenant')}
						error={errorOf(ofNew, 'tenant')}
					/>
					<Field
						name="product"
						label="Product"
						hint="The one of your API key when left out."
						value={ofNew?.sent('product')}
						error={errorOf(ofNew, 'product')}
					/>
					<Field
						name="name"
						label="Name"
						hint="What the directory is to be called; the provider's name when left out."
						value={ofNew?.sent('name')}
						error={errorOf(ofNew, 'name')}
					/>
					<Days id="days-of-new" refused={ofNew} />
					<button>Make the link</button>
				</Form>
			</section>
			<section aria-labelledby="new-link-of-directory">
				<h2 id="new-link-of-directory">New link for a directory that there is</h2>
				<p>It adds a token to the directory; what is there stays good.</p>
				<Problems refused={ofDirectory} />
				<Form action={PATH} label="New link for a directory that there is">
					<input type="hidden" name="of" value="directory" />
					<Field
						name="directory_id"
						label="Directory"
						hint="Its id, dir_…"
						value={ofDirectory?.sent('directory_id') ?? directoryId}
						error={errorOf(ofDirectory, 'directory_id')}
						list="known-directories"
						required
					/>
					<datalist id="known-directories">
						{directories.map(({ id, name, tenant }) => (
							<option value={id}>{`${name}, ${tenant}`}</option>
						))}
					</datalist>
					<Days id="days-of-directory" refused={ofDirectory} />
					<button>Make the link</button>
				</Form>
			</section>
		</>
	);
}

function Days({ id, refused }: { readonly id: string; readonly refused: Refused | undefined }) {
	return (
		<Field
			id={id}
			name="expires_in_days"
			type="number"
			min={1}
			max={30}
			label="Good for how many days"
			value={refused?.sent('expires_in_days') ?? '7'}
			error={errorOf(refused, 'expires_in_seconds')}
		/>
	);
}
