/** The form of an attribute mapping. Its first button only tries it: that is what Enter does. */
import type { AttributeMapping } from '../../../contract/attribute-mapping.ts';
import type { Problem } from '../../../contract/problem.ts';
import { Field, Form, TextArea, type Refused } from '../../components/form.tsx';
import { Problems, sentence } from '../../components/problems.tsx';
import { FIELDS, isWithin, labelOf, SEARCH_LABEL, type TypedMapping } from './typed-mapping.ts';

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
		<>
			{problem === undefined ? null : <Problems refused={toldOf(problem)} />}
			<Form action={path} class="mapping" label="Attribute mapping">
				<fieldset>
					<legend>Profile fields</legend>
					<p>
						Enter one path per line. The first path with a value is used. Leave a field empty to use
						its default.
					</p>
					{FIELDS.map(([name, label]) => (
						<TextArea
							name={name}
							label={label}
							hint={`Default: ${defaults[name].join(', ')}`}
							value={typed.fields[name]}
							rows={2}
							error={errorsOf(problem, (field) => isWithin(field, `fields.${name}`))}
						/>
					))}
				</fieldset>
				<fieldset>
					<legend>Custom attributes</legend>
					<p>
						Add attributes to the profile, for example <code>cost_center</code> from{' '}
						<code>urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter</code>.
					</p>
					{[...typed.custom, ...empty].map((attribute, at) => (
						<CustomAttribute {...attribute} at={at + 1} problem={problem} />
					))}
				</fieldset>
				<fieldset>
					<legend>Preview</legend>
					<Field
						name="search"
						label={SEARCH_LABEL}
						hint="Enter an ID, or the beginning of a name or an e-mail address. Leave empty for the oldest users."
						value={typed.search}
						error={errorsOf(problem, (field) => field === 'search')}
					/>
					<button class="outline" formaction={`${path}/preview`}>
						Preview changes
					</button>
				</fieldset>
				{maySave ? <button>Save mapping</button> : null}
			</Form>
		</>
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

/** A problem with its fields called as they are here; the values are typed ones already. */
function toldOf(problem: Problem): Refused {
	const labels = (problem.errors ?? []).map(({ field }) => [field, labelOf(field)] as const);
	return { problem, all: () => [], labels: new Map(labels) };
}

/** What a problem says of the fields that are looked for. */
function errorsOf(
	problem: Problem | undefined,
	isMeant: (field: string) => boolean,
): string | undefined {
	const told = (problem?.errors ?? []).filter(({ field }) => isMeant(field));
	return told.length === 0 ? undefined : told.map(({ detail }) => sentence(detail)).join(' ');
}
