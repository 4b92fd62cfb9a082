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
			<h2 id="settings">Settings</h2>
			<Form action={path} label="Settings" refused={refused}>
				<Field
					name="interval_minutes"
					type="number"
					min={15}
					max={1440}
					label="Minutes between synchronisations"
					hint="From the beginning of one to that of the next."
					value={String(settings.interval_minutes)}
				/>
				<Field
					name="users_query"
					label="Which users"
					hint="A search of Google's Directory API, like orgUnitPath='/Staff'; all when empty. Whoever matches no more is removed."
					value={settings.users_query ?? ''}
				/>
				<Check name="groups" label="Groups and their members" checked={settings.groups} />
				<Field
					name="groups_query"
					label="Which groups"
					hint="A search like email:team-*; all when empty. A group that matches no more is removed."
					value={settings.groups_query ?? ''}
				/>
				<Select
					name="removed_users"
					label="Who is gone at Google"
					value={settings.removed_users}
					options={[
						['delete', 'is deleted here'],
						['deactivate', 'is deactivated here'],
					]}
				/>
				<Check
					name="allow_mass_removal_once"
					label="Let the next synchronisation remove more than half"
					hint="Of the users or groups, which is held back otherwise. Once only."
					checked={settings.allow_mass_removal_once}
				/>
				<button>Save the settings</button>
			</Form>
		</section>
	);
}
