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
			<h2 id="identity">General</h2>
			<Facts
				of={[
					['ID', <code>{directory.id}</code>],
					['Tenant', directory.tenant],
					['Product', directory.product],
					['Identity provider', PROVIDER_NAMES[directory.type]],
					['Created', <Time at={directory.created_at} />],
					['Updated', <Time at={directory.updated_at} />],
				]}
			/>
			<p>
				The tenant, product and identity provider cannot be changed. To use others, create another
				directory.
			</p>
			{can(session, 'updateDirectory') ? (
				<Form action={path} label="Rename directory" refused={refused}>
					<Field name="name" label="Name" value={directory.name} required />
					<button>Rename directory</button>
				</Form>
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
			<h2 id="state">Status</h2>
			<p>
				<Badge tone={isActive ? 'success' : 'warning'}>{directory.state}</Badge>{' '}
				{isActive
					? 'Requests from the identity provider are accepted.'
					: 'Requests from the identity provider are refused.'}
			</p>
			{!can(session, 'updateDirectory') ? null : isActive ? (
				<Confirm
					id="confirm-deactivate"
					action={`${path}/deactivate`}
					label="Deactivate directory"
					warning="Requests from the identity provider are refused and syncs stop. Users and groups stay as they are and can still be read."
					name={directory.name}
					error={error}
				/>
			) : (
				<Form action={`${path}/activate`} label="Activate directory">
					<button>Activate directory</button>
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
			<h2 id="delete">Delete directory</h2>
			<p>
				The directory disappears immediately: its tokens stop working, and requests from its
				identity provider are refused. Its {countText(users, 'user')}, {countText(groups, 'group')}{' '}
				and settings are deleted within minutes. This cannot be undone.
			</p>
			<p>
				Webhook endpoints still receive earlier events, then one <code>directory.deleted</code>{' '}
				event that covers everything in the directory. Held deliveries are discarded. Endpoints
				limited to this directory are deleted afterwards.
			</p>
			<Confirm
				id="confirm-delete"
				action={`${path}/delete`}
				label="Delete directory"
				warning="This deletes the directory and everything in it."
				name={directory.name}
				error={error}
			/>
		</section>
	);
}

function countText(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
