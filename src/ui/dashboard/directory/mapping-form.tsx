/** The form of an attribute mapping. Its first button only tries it: that is what Enter does. */
import type { AttributeMapping } from '../../../contract/attribute-mapping.ts';
import type { Problem } from '../../../contract/problem.ts';
import { Field, Form, TextArea } from '../../components/form.tsx';
import { FIELDS, type TypedMapping } from './typed-mapping.ts';

/** Rows to add attributes in; with more, save and come again. */
const EMPTY_ROWS = 3;

/** A field for each of the profile's, and rows for what is added to it. */
export function MappingForm(props: {
	readonly typed: TypedMapping;
	readonly defaults: AttributeMapping['defaults'];
	readonly problem: Problem | undefined;
	readonly path: string;
	readonly maySave: boolean;
}) {
	const { typed, defaults, problem, path, maySave } = props;
	const empty = Array.from({ length: EMPTY_ROWS }, () => ({ name: '', paths: '' }));
	return (
		<Form action={path} class="mapping" label="Attribute mapping">
			{problem === undefined ? null : (
				<div role="alert" data-variant="danger">
					{problem.detail}
				</div>
			)}
			<fieldset>
				<legend>Profile</legend>
				<p>One path a line; the first that has a value is taken. As usual, where there is none.</p>
				{FIELDS.map(([name, label]) => (
					<TextArea
						name={name}
						label={label}
						hint={`As usual: ${defaults[name].join(', ')}`}
						value={typed.fields[name]}
						rows={2}
						error={errorsOf(problem, (field) => isWithin(field, `fields.${name}`))}
					/>
				))}
			</fieldset>
			<fieldset>
				<legend>Custom attributes</legend>
				<p>
					What is to be added to the profile, like <code>cost_center</code> from{' '}
					<code>urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter</code>.
				</p>
				{[...typed.custom, ...empty].map((attribute, at) => (
					<CustomAttribute {...attribute} at={at + 1} problem={problem} />
				))}
			</fieldset>
			<fieldset>
				<legend>Try it</legend>
				<Field
					name="search"
					label="On whom"
					hint="The beginning of a user name, a display name or an address; the oldest users if it is empty."
					value={typed.search}
					error={errorsOf(problem, (field) => field === 'search')}
				/>
				<button class="outline" formaction={`${path}/preview`}>
					Preview
				</button>
			</fieldset>
			{maySave ? <button>Save the mapping</button> : null}
		</Form>
	);
}

function CustomAttribute(props: {
	readonly name: string;
	readonly paths: string;
	readonly at: number;
	readonly problem: Problem | undefined;
}) {
	const { name, paths, at, problem } = props;
	const path = `custom_attributes.${name}`;
	const isUsed = name !== '' || paths !== '';
	const whole = errorsOf(problem, (field) => isUsed && field === path);
	const one = errorsOf(problem, (field) => isUsed && field.startsWith(`${path}.`));
	return (
		<div class="pair">
			<Field
				id={`custom-name-${at}`}
				name="custom_name"
				label={`Name ${at}`}
				value={name}
				error={paths === '' ? undefined : whole}
			/>
			<TextArea
				id={`custom-paths-${at}`}
				name="custom_paths"
				label={`Paths ${at}`}
				value={paths}
				rows={1}
				error={paths === '' ? whole : one}
			/>
		</div>
	);
}

function isWithin(field: string, path: string): boolean {
	return field === path || field.startsWith(`${path}.`);
}

/** What a problem says of the fields that are looked for. */
function errorsOf(
	problem: Problem | undefined,
	isMeant: (field: string) => boolean,
): string | undefined {
	const told = (problem?.errors ?? []).filter(({ field }) => isMeant(field));
	return told.length === 0 ? undefined : told.map(({ detail }) => detail).join('; ');
}
