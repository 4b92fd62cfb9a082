/** The parts of a directory's settings that are about the directory as a whole. */
import type { Directory } from '../../../contract/directories.ts';
import { PROVIDER_NAMES } from '../../../providers/keys.ts';
import { Badge, Facts } from '../../components/content.tsx';
import { Confirm, Field, Form, type Refused } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { can } from '../access.ts';
import type { Session } from '../session.ts';

/** What all parts are made of. */
interface PartProps {
	readonly session: Session;
	readonly directory: Directory;
	/** Of the page. */
	readonly path: string;
}

/** What it is, and its name to be changed. */
export function Identity(props: PartProps & { readonly refused: Refused | undefined }) {
	const { session, directory, path, refused } = props;
	return (
		<section aria-labelledby="identity">
			<h2 id="identity">Identity</h2>
			<Facts
				of={[
					['Id', <code>{directory.id}</code>],
					['Tenant', directory.tenant],
					['Product', directory.product],
					['Identity provider', PROVIDER_NAMES[directory.type]],
					['Made', <Time at={directory.created_at} />],
					['Changed', <Time at={directory.updated_at} />],
				]}
			/>
			<p>
				The tenant, the product and the identity provider stay as they are: for others make another
				directory.
			</p>
			{can(session, 'updateDirectory') ? (
				<>
					<Form action={path} label="Rename" refused={refused}>
						<Field name="name" label="Name" value={directory.name} required />
						<button>Rename</button>
					</Form>
				</>
			) : null}
		</section>
	);
}

/** Whether it takes what its identity provider sends. */
export function State(props: PartProps & { readonly error: string | undefined }) {
	const { session, directory, path, error } = props;
	const isActive = directory.state === 'active';
	return (
		<section aria-labelledby="state">
			<h2 id="state">State</h2>
			<p>
				<Badge tone={isActive ? 'success' : 'warning'}>{directory.state}</Badge>{' '}
				{isActive
					? 'It takes what its identity provider sends.'
					: 'It refuses what its identity provider sends.'}
			</p>
			{!can(session, 'updateDirectory') ? null : isActive ? (
				<Confirm
					id="confirm-deactivate"
					action={`${path}/deactivate`}
					label="Deactivate"
					warning="From then on it refuses what its identity provider sends, and nothing is synchronised. Users and groups stay as they are, and can be read."
					name={directory.name}
					error={error}
				/>
			) : (
				<Form action={`${path}/activate`} label="Activate">
					<button>Activate</button>
				</Form>
			)}
		</section>
	);
}

/** The end of a directory. */
export function Deletion(props: PartProps & { readonly error: string | undefined }) {
	const { session, directory, path, error } = props;
	if (!can(session, 'deleteDirectory')) return null;
	const { user_count: users, group_count: groups } = directory;
	return (
		<section aria-labelledby="delete">
			<h2 id="delete">Delete</h2>
			<p>
				From then on nobody finds it any more: its tokens are good for nothing, and what its
				identity provider sends is refused. Its {users} users, its {groups} groups and its settings
				are deleted in the minutes that follow. It cannot be undone.
			</p>
			<p>
				Webhook endpoints are still sent what came before, and then <code>directory.deleted</code>,
				which stands for everything in it. What the deprovisioning brake holds is discarded.
				Endpoints that are of this directory alone are deleted after that.
			</p>
			<Confirm
				id="confirm-delete"
				action={`${path}/delete`}
				label="Delete the directory"
				warning="The directory goes with everything in it."
				name={directory.name}
				error={error}
			/>
		</section>
	);
}
