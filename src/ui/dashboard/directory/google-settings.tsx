/** What is synchronised from Google Workspace, and how often. */
import type { GoogleConnection } from '../../../contract/google.ts';
import { Check, Field, Form, Select, type Refused } from '../../components/form.tsx';

/** The form of the settings. */
export function Settings(props: {
	readonly settings: GoogleConnection['settings'];
	readonly path: string;
	readonly refused: Refused | undefined;
}) {
	const { settings, path, refused } = props;
	return (
		<section aria-labelledby="settings">
			<h2 id="settings">Sync settings</h2>
			<Form action={path} label="Sync settings" refused={refused}>
				<Field
					name="interval_minutes"
					type="number"
					min={15}
					max={1440}
					label="Sync interval (minutes)"
					hint="15 to 1440, from the start of one sync to the start of the next."
					value={String(settings.interval_minutes)}
				/>
				<Field
					name="users_query"
					label="User query"
					hint="A Google Directory API search, for example orgUnitPath='/Staff'. Leave empty for all users. Users that no longer match are removed."
					value={settings.users_query ?? ''}
				/>
				<Check name="groups" label="Sync groups and their members" checked={settings.groups} />
				<Field
					name="groups_query"
					label="Group query"
					hint="For example email:team-*. Leave empty for all groups. Groups that no longer match are removed."
					value={settings.groups_query ?? ''}
				/>
				<Select
					name="removed_users"
					label="Users removed in Google"
					value={settings.removed_users}
					options={[
						['delete', 'Delete in Rollcall'],
						['deactivate', 'Deactivate in Rollcall'],
					]}
				/>
				<Check
					name="allow_mass_removal_once"
					label="Allow the next sync to remove more than half of the users or groups"
					hint="Applies once. Otherwise, a removal that large is held back."
					checked={settings.allow_mass_removal_once}
				/>
				<button>Save changes</button>
			</Form>
		</section>
	);
}
