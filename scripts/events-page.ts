/**
 * The reference in docs/events.md: every type of event, made of the OpenAPI document. It comes after a
 * mark in the page; what stands before that is written by people. Lays out as the formatter does.
 */
import { openApiDocument } from '../src/http/openapi.ts';
import { page, table } from './markdown.ts';

const MARK = '<!-- From here on the page is written by `npm run docs`. -->\n';

/** Shapes with a section of their own, to which others point. */
const SHARED = [
	'UserProfile',
	'User',
	'Group',
	'GroupSummary',
	'DirectorySummary',
	'ScimResource',
	'AttributeChange',
];

interface Schema {
	readonly $ref?: string;
	readonly allOf?: readonly Schema[];
	readonly anyOf?: readonly Schema[];
	readonly type?: string | readonly string[];
	readonly const?: unknown;
	readonly enum?: readonly string[];
	readonly format?: string;
	readonly items?: Schema;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly description?: string;
}

interface Field {
	readonly path: string;
	readonly schema: Schema;
}

interface Post {
	readonly summary: string;
	readonly description: string;
	readonly requestBody: {
		readonly content: {
			readonly 'application/json': {
				readonly schema: Schema;
				readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
			};
		};
	};
}

const { components, webhooks } = openApiDocument();
const schemas = components.schemas as Readonly<Record<string, Schema>>;

/** The page as it should be: what is before the mark, and the reference. */
export function eventsPage(before: string): string {
	const [written = ''] = before.split(MARK);
	return `${written}${MARK}\n${page([...reference(), ...shapes()])}`;
}

function reference(): readonly string[] {
	const posts = Object.values(webhooks).map(({ post }) => post as unknown as Post);
	return [
		'## Reference',
		'Every event has its `type`, its `data`, and:',
		fieldTable(envelopeOf(schemaOf(posts[0]))),
		...posts.flatMap(section),
	];
}

function section(post: Post): readonly string[] {
	const schema = schemaOf(post);
	const data = schema.properties?.['data'] ?? {};
	const isEvent = data.items === undefined;
	const fixed = envelopeOf(schema).filter((field) => field.schema.const !== undefined);
	const example = Object.values(post.requestBody.content['application/json'].examples)[0]?.value;
	return [
		`### ${post.summary}`,
		post.description,
		...(isEvent ? contents('`data`', data) : [fieldTable(fieldsOf(schema))]),
		...(isEvent && fixed.length > 0 ? ['Around it:', fieldTable(fixed)] : []),
		`\`\`\`json\n${print(example)}\n\`\`\``,
	];
}

/** The fields around the data of an event. */
function envelopeOf({ properties = {} }: Schema): readonly Field[] {
	const { type: _type, data: _data, ...around } = properties;
	return fieldsOf({ properties: around });
}

function shapes(): readonly string[] {
	return [
		'## Shapes',
		...SHARED.flatMap((name) => {
			const schema = schemas[name] ?? {};
			return [`### ${name}`, schema.description ?? '', ...contents('It', schema)];
		}),
	];
}

/** What a schema consists of: shapes that have sections of their own, and fields. */
function contents(subject: string, schema: Schema): readonly string[] {
	const parts = schema.allOf ?? [schema];
	const links = parts.flatMap(({ $ref }) => ($ref === undefined ? [] : [link($ref)]));
	const fields = parts.flatMap(fieldsOf);
	if (links.length === 0) return [fieldTable(fields)];
	const what = `${subject} is ${links.join(' and ')}`;
	return fields.length === 0 ? [`${what}.`] : [`${what}, and:`, fieldTable(fields)];
}

/** The fields of an object; those of an object inside it under their path, unless it is a shape. */
function fieldsOf(schema: Schema): readonly Field[] {
	return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
		const parts = fieldsOf(inner).map((field) => ({
			path: `${name}.${field.path}`,
			schema: field.schema,
		}));
		return [{ path: name, schema: inner }].concat(parts);
	});
}

function schemaOf(post: Post | undefined): Schema {
	const name = nameIn(post?.requestBody.content['application/json'].schema.$ref ?? '');
	return schemas[name] ?? {};
}

function nameIn(ref: string): string {
	return ref.slice(ref.lastIndexOf('/') + 1);
}

function link(ref: string): string {
	const name = nameIn(ref);
	return SHARED.includes(name) ? `[${name}](#${name.toLowerCase()})` : `an ${name.toLowerCase()}`;
}

function typeOf(schema: Schema): string {
	if (schema.$ref !== undefined) return link(schema.$ref);
	if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
	if (schema.enum !== undefined) return schema.enum.map((value) => `\`"${value}"\``).join(' or ');
	if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
	if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
	const types = [schema.type ?? 'JSON'].flat();
	const isTime = schema.format === 'date-time';
	return types.map((type) => (isTime && type === 'string' ? 'time' : type)).join(' or ');
}

function fieldTable(fields: readonly Field[]): string {
	const rows = fields.map(({ path, schema }) => [
		`\`${path}\``,
		typeOf(schema),
		schema.description ?? (schema.$ref && schemas[nameIn(schema.$ref)]?.description) ?? '',
	]);
	return table(['field', 'is', ''], rows);
}

/** JSON with a list of one text on one line, as the formatter puts it. */
function print(value: unknown): string {
	return JSON.stringify(value, null, 2).replaceAll(/\[\n\s+("[^"\n]*")\n\s+\]/g, '[$1]');
}
