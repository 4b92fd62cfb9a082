/** The schemas that a directory declares, on the page of settings. */
import type { DirectorySchema } from '../../../contract/schemas.ts';
import { Empty, Json, Table } from '../../components/content.tsx';
import { Confirm, Form, TextArea, type Refused } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { can } from '../access.ts';
import type { Session } from '../session.ts';

/** What an identity provider may send beyond the standard, and what to do with it. */
export function Schemas(props: {
	readonly session: Session;
	readonly schemas: readonly DirectorySchema[];
	readonly path: string;
	readonly refused: Refused | undefined;
	/** The URN of the schema that was not named. */
	readonly unconfirmed: string | undefined;
}) {
	const { session, schemas, path, refused, unconfirmed } = props;
	return (
		<section aria-labelledby="schemas">
			<h2 id="schemas">Declared schemas</h2>
			<p>
				Extensions whose attributes are checked, filtered and listed. What is not declared is kept
				as well, unchecked.
			</p>
			{schemas.length === 0 ? (
				<Empty title="There are no declared schemas." />
			) : (
				<Table
					caption="Schemas and their attributes"
					heads={['Schema', 'Of', 'Attributes', 'Declared', '']}
				>
					{schemas.map((schema, at) => (
						<tr>
							<th scope="row">
								{schema.name}
								<br />
								<small>
									<code>{schema.id}</code>
								</small>
							</th>
							<td>{schema.resource_type}</td>
							<td>
								<details>
									<summary>{schema.attributes.map(({ name }) => name).join(', ')}</summary>
									<Json value={schema} label={`The schema ${schema.id}`} />
								</details>
							</td>
							<td>
								<Time at={schema.created_at} />
							</td>
							<td>
								{can(session, 'deleteSchema') ? (
									<Confirm
										id={`confirm-schema-${at}`}
										action={`${path}/schemas/delete`}
										label="Delete"
										warning="What users and groups have of it is kept and returned as before, but found no more."
										name={schema.id}
										error={unconfirmed === schema.id ? 'This is not its URN.' : undefined}
									>
										<input type="hidden" name="urn" value={schema.id} />
									</Confirm>
								) : null}
							</td>
						</tr>
					))}
				</Table>
			)}
			{can(session, 'createSchema') ? (
				<>
					<Form action={`${path}/schemas`} label="Declare a schema" refused={refused}>
						<TextArea
							name="definition"
							label="Schema"
							hint={`JSON like ${EXAMPLE}`}
							rows={8}
							required
						/>
						<button>Declare it</button>
					</Form>
				</>
			) : null}
		</section>
	);
}

const EXAMPLE = JSON.stringify({
	id: 'urn:acme:scim:schemas:badge:2.0:User',
	name: 'Badge',
	resource_type: 'User',
	attributes: [{ name: 'costCenter' }],
});
