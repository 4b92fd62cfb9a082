/** What is synchronised from Google Workspace, and how often. */
import type { GoogleConnection } from '../../../contract/google.ts';
import {
	Check,
	errorOf,
	Field,
	Form,
	Problems,
	Select,
	type Refused,
} from '../../components/form.tsx';

/** The form of the settings. */
export function Settings(props: {
	readonly settings: GoogleConnection['settings'];
	readonly path: string;
	readonly refused: Refused | undefined;
}) {
	const { settings, path, refused } = props;
	const value = (name: 'interval_minutes' | 'users_query' | 'groups_query' | 'removed_users') =>
		refused?.sent(name) ?? String(settings[name] ?? '');
	const isChecked = (name: 'groups' | 'allow_mass_removal_once') =>
		refused === undefined ? settings[name] : refused.sent(name) === 'on';
	return (
		<section aria-labelledby="settings">
			<h2 id="settings">Settings</h2>
			<Problems refused={refused} />
			<Form action={path} label="Settings">
				<Field
					name="interval_minutes"
					type="number"
					min={15}
					max={1440}
					label="Minutes between synchronisations"
					hint="From the beginning of one to that of the next."
					value={value('interval_minutes')}
					error={errorOf(refused, 'interval_minutes')}
				/>
				<Field
					name="users_query"
					label="Which users"
					hint="A search of Google's Directory API, like orgUnitPath='/Staff'; all when empty. Whoever matches no more is removed."
					value={value('users_query')}
					error={errorOf(refused, 'users_query')}
				/>
				<Check
					name="groups"
					label="Groups and their members"
					checked={isChecked('groups')}
					error={errorOf(refused, 'groups')}
				/>
				<Field
					name="groups_query"
					label="Which groups"
					hint="A search like email:team-*; all when empty. A group that matches no more is removed."
					value={value('groups_query')}
					error={errorOf(refused, 'groups_query')}
				/>
				<Select
					name="removed_users"
					label="Who is gone at Google"
					value={value('removed_users')}
					options={[
						['delete', 'is deleted here'],
						['deactivate', 'is deactivated here'],
					]}
					error={errorOf(refused, 'removed_users')}
				/>
				<Check
					name="allow_mass_removal_once"
					label="Let the next synchronisation remove more than half"
					hint="Of the users or groups, which is held back otherwise. Once only."
					checked={isChecked('allow_mass_removal_once')}
					error={errorOf(refused, 'allow_mass_removal_once')}
				/>
				<button>Save the settings</button>
			</Form>
		</section>
	);
}
