/** Directories by their names: people know those, and not ids. The first ones only, which are read with a page. */
import type { Directory } from '../../contract/directories.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Page } from '../../contract/shared.ts';
import type { Result } from '../../result.ts';
import { Field } from '../components/form.tsx';

/** The call of a page that knows directories by name. */
export const KNOWN_DIRECTORIES = { id: 'listDirectories', query: { limit: '100' } } as const;

/** The names of directories by their ids. */
export type DirectoryNames = ReadonlyMap<string, string>;

/** What the call has found; a page can do without. */
export function directoryNames(found: Result<Page<Directory>, Problem>): DirectoryNames {
	const all = found.ok ? found.value.data : [];
	const sameName = Map.groupBy(all, ({ name }) => name);
	return new Map(
		all.map(({ id, name, tenant }) => {
			const isUnique = sameName.get(name)?.length === 1;
			return [id, isUnique ? name : `${name} (${tenant})`];
		}),
	);
}

/** The id of a directory, with names to choose from. */
export function DirectoryField(props: {
	readonly names: DirectoryNames;
	readonly label?: string;
	readonly hint?: string;
	readonly id?: string;
	readonly value?: string | undefined;
	readonly required?: boolean;
}) {
	const {
		names,
		label = 'Directory',
		hint = 'Choose by name, or enter an ID.',
		id = 'directory_id',
		...rest
	} = props;
	const list = `${id}-names`;
	return (
		<>
			<Field name="directory_id" {...rest} {...{ id, label, hint, list }} />
			<datalist id={list}>
				{[...names].map(([each, name]) => (
					<option value={each}>{name}</option>
				))}
			</datalist>
		</>
	);
}
