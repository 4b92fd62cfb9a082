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
	const mayDeclare = can(session, 'createSchema');
	return (
		<section aria-labelledby="schemas">
			<h2 id="schemas">Declared schemas</h2>
			<p>
				Schema extensions whose attributes are validated, filterable and listed. Attributes that are
				not declared are kept without validation.
			</p>
			{schemas.length === 0 ? (
				<Empty title="No declared schemas yet.">
					{mayDeclare ? <p>Declare one to validate and filter by its attributes.</p> : null}
				</Empty>
			) : (
				<Table
					caption="Declared schemas"
					heads={['Schema', 'Resource type', 'Attributes', 'Created', '']}
					rows={schemas.map((schema, at) => [
						<>
							{schema.name}
							<br />
							<small>
								<code>{schema.id}</code>
							</small>
						</>,
						schema.resource_type,
						<details>
							<summary>{schema.attributes.map(({ name }) => name).join(', ')}</summary>
							<Json value={schema} label={`Schema ${schema.id}`} />
						</details>,
						<Time at={schema.created_at} />,
						can(session, 'deleteSchema') ? (
							<Confirm
								id={`confirm-schema-${at}`}
								action={`${path}/schemas/delete`}
								label="Delete schema"
								warning="Users and groups keep their values, and these are still returned, but can no longer be filtered by."
								name={schema.id}
								error={unconfirmed === schema.id ? 'That URN does not match.' : undefined}
							>
								<input type="hidden" name="urn" value={schema.id} />
							</Confirm>
						) : null,
					])}
				/>
			)}
			{mayDeclare ? (
				<Form action={`${path}/schemas`} label="Declare schema" refused={refused}>
					<TextArea
						name="definition"
						label="Schema definition"
						hint={`JSON, for example ${EXAMPLE}`}
						rows={8}
						required
					/>
					<button>Declare schema</button>
				</Form>
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
