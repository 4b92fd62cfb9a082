/** What a mapping would change, user by user. */
import type { AttributeMappingPreview } from '../../../contract/attribute-mapping.ts';
import type { Directory } from '../../../contract/directories.ts';
import { Empty, Table } from '../../components/content.tsx';
import { userPath } from './paths.ts';

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
				Nothing is changed yet. This is what the mapping below would make of users.
			</p>
			{data.length === 0 ? (
				<Empty title="There are no users to try it on." />
			) : (
				<Table caption="What changes" heads={['User', 'Field', 'Now', 'By this mapping']}>
					{data.flatMap(({ before, changes }) => {
						const who = (
							<th scope="row" rowspan={Math.max(1, changes.length)}>
								<a href={userPath(props.directory.id, before.id)}>{before.user_name}</a>
							</th>
						);
						if (changes.length === 0) {
							return (
								<tr>
									{who}
									<td colspan={3}>Nothing changes.</td>
								</tr>
							);
						}
						return changes.map((change, at) => (
							<tr>
								{at === 0 ? who : null}
								<td>
									<code>{change.path}</code>
								</td>
								<td>{textOf(change.from)}</td>
								<td>{textOf(change.to)}</td>
							</tr>
						));
					})}
				</Table>
			)}
			{unmatched.length === 0 || data.length === 0 ? null : (
				<>
					<p>None of these users has a value at:</p>
					<ul>
						{unmatched.map(({ field, path }) => (
							<li>
								<code>{path}</code> <small>({field})</small>
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
