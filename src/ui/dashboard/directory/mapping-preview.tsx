/** What a mapping would change, user by user. */
import type { AttributeMappingPreview } from '../../../contract/attribute-mapping.ts';
import type { Directory } from '../../../contract/directories.ts';
import { Empty, Table } from '../../components/content.tsx';
import { userPath } from './paths.ts';
import { labelOf } from './typed-mapping.ts';

/** The users that it was tried on, and the paths that found nothing. */
export function Preview(props: {
	readonly preview: AttributeMappingPreview;
	readonly directory: Directory;
}) {
	const { data, unmatched } = props.preview;
	return (
		<section class="card preview" aria-labelledby="preview">
			<h2 id="preview">Preview</h2>
			<p role="status">
				Nothing is saved yet. This is how the mapping below would change these users.
			</p>
			{data.length === 0 ? (
				<Empty title="No users to preview.">
					<p>Users appear when the identity provider sends them.</p>
				</Empty>
			) : (
				<Table
					caption="Changes"
					heads={['User', 'Field', 'Current value', 'New value']}
					rows={data.flatMap(({ before, changes }) => {
						const who = <a href={userPath(props.directory.id, before.id)}>{before.user_name}</a>;
						if (changes.length === 0) return [[who, 'No changes', null, null]];
						return changes.map(({ path, from, to }) => [
							who,
							<code>{path}</code>,
							textOf(from),
							textOf(to),
						]);
					})}
				/>
			)}
			{unmatched.length === 0 || data.length === 0 ? null : (
				<>
					<p>These paths have no value for any of these users:</p>
					<ul>
						{unmatched.map(({ field, path }) => (
							<li>
								<code>{path}</code> <small>({labelOf(field)})</small>
							</li>
						))}
					</ul>
				</>
			)}
		</section>
	);
}

/** A value as people read it: text as it is, a dash for none. */
function textOf(value: unknown): string {
	if (value === null || value === undefined) return '–';
	return typeof value === 'string' ? value : JSON.stringify(value);
}
