/** A mapping as it stands in the form: one path a line, custom attributes in rows of their own. */
import type { AttributeMapping } from '../../../contract/attribute-mapping.ts';
import type { SentForm } from '../access.ts';

/** The fields of the profile, and how they are told. */
export const FIELDS = [
	['email', 'E-mail address'],
	['first_name', 'First name'],
	['last_name', 'Last name'],
	['display_name', 'Display name'],
] as const;
/** What the users are called that it is to be tried on. */
export const SEARCH_LABEL = 'Users to preview';

/** The name of a field of the profile. */
export type FieldName = (typeof FIELDS)[number][0];

/** A custom attribute, and its paths. */
interface TypedAttribute {
	readonly name: string;
	readonly paths: string;
}

/** What was typed into the form. */
export interface TypedMapping {
	readonly fields: Readonly<Record<FieldName, string>>;
	readonly custom: readonly TypedAttribute[];
	/** On whom it is to be tried. */
	readonly search: string;
}

/** A mapping that is set, as somebody would have typed it. */
export function typedOf({ fields, custom_attributes: custom }: AttributeMapping): TypedMapping {
	return {
		fields: {
			email: linesOf(fields.email),
			first_name: linesOf(fields.first_name),
			last_name: linesOf(fields.last_name),
			display_name: linesOf(fields.display_name),
		},
		custom: Object.entries(custom).map(([name, paths]) => ({ name, paths: linesOf(paths) })),
		search: '',
	};
}

/** What was sent. Rows that are empty are none. */
export function typedIn(form: SentForm): TypedMapping {
	const paths = form.all('custom_paths');
	return {
		fields: {
			email: form.get('email'),
			first_name: form.get('first_name'),
			last_name: form.get('last_name'),
			display_name: form.get('display_name'),
		},
		custom: form
			.all('custom_name')
			.map((name, at) => ({ name: name.trim(), paths: paths[at]?.trim() ?? '' }))
			.filter((attribute) => attribute.name !== '' || attribute.paths !== ''),
		search: form.get('search'),
	};
}

/** What the form calls a field that the API names: `custom_attributes.job.0` is a path of “job”. */
export function labelOf(field: string): string {
	if (field === 'search') return SEARCH_LABEL;
	const known = FIELDS.find(([name]) => isWithin(field, `fields.${name}`));
	if (known !== undefined) return known[1];
	const [, custom] = /^custom_attributes\.(.*?)(?:\.\d+)?$/.exec(field) ?? [];
	return custom === undefined ? field : `Custom attribute “${custom}”`;
}

/** Whether a field is the one at a path, or a part of it. */
export function isWithin(field: string, path: string): boolean {
	return field === path || field.startsWith(`${path}.`);
}

/** The name that several rows have. */
export function repeatedName({ custom }: TypedMapping): string | undefined {
	const names = custom.map(({ name }) => name);
	return names.find((name, at) => names.indexOf(name) < at);
}

/** The body that sets what was typed; a field without a path is fed as usual. */
export function definitionIn({ fields, custom }: TypedMapping) {
	const mapped = Object.entries(fields).map(([name, text]) => [name, pathsIn(text)] as const);
	return {
		fields: Object.fromEntries(mapped.filter(([, paths]) => paths.length > 0)),
		custom_attributes: Object.fromEntries(
			custom.map(({ name, paths }) => [name, pathsIn(paths)] as const),
		),
	};
}

function linesOf(paths: readonly string[] | null): string {
	return (paths ?? []).join('\n');
}

function pathsIn(text: string): readonly string[] {
	return text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
}
