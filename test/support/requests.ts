/**
 * Arbitrary SCIM requests for fuzzing: nearly valid more often than not, so that they get past the
 * parsers. `{{User3}}` in a path or body stands for the id of a user that exists when it is sent.
 */
import fc from 'fast-check';

/** A request as data: what is sent is what a failing run prints. */
export interface FuzzRequest {
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Partial<Record<string, string>>>;
	readonly body: string | undefined;
}

/** Ids that exist, by resource type. */
export type KnownIds = Readonly<Record<'User' | 'Group', readonly string[]>>;

type Any = fc.Arbitrary<unknown>;

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0';

/** Names that objects inherit, and characters that are easily mistaken, folded, cut or lost. */
const ODD_TEXTS: readonly string[] = [
	['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length'],
	['', ' ', '\0', '\n', '"', '\\', '%', '*', "'; DROP TABLE users; --"],
	['ß', 'ẞ', 'ſ', 'İ', 'ı', 'ﬀ', 'é', 'e\u0301', '\u{1F600}'],
	['\ud800', '\udc00x', '\u202e', '\ufeff', '\uffff'],
	['x'.repeat(1_100)],
].flat();

/** The first of the kinds, but for one time in so many. */
const mostly = <T>(times: number, usual: fc.Arbitrary<T>, ...others: fc.Arbitrary<T>[]) =>
	fc.oneof(
		{ weight: times * others.length, arbitrary: usual },
		...others.map((arbitrary) => ({ weight: 1, arbitrary })),
	);

/** Some of the fields. */
const some = <T>(fields: { [Name in keyof T]: fc.Arbitrary<T[Name]> }) =>
	fc.record(fields, { requiredKeys: [] });

const text = mostly(
	6,
	fc.nat({ max: 40 }).map((at) => `name ${at}`),
	fc.constantFrom(...ODD_TEXTS),
	fc.string({ unit: 'binary', maxLength: 12 }),
);
const idOf = (type: 'User' | 'Group') =>
	mostly(
		12,
		fc.nat({ max: 15 }).map((at) => `{{${type}${at}}}`),
		text,
	);
const id = mostly(3, idOf('User'), idOf('Group'));

const junk: Any = fc.oneof<Any[]>(
	text,
	fc.jsonValue({ maxDepth: 3 }),
	fc.constantFrom<unknown>(null, true, false, 'True', [], {}, [null], [[]], 0, -1, 1e308, 2 ** 53),
	fc.constantFrom('2024-01-01T00:00:00Z', '2024-02-30T00:00:00Z', 'AAEC', 'https://x.example'),
	fc.integer({ min: 8, max: 14 }).map(nested),
);
const near = (usual: Any): Any => mostly(40, usual, junk);

function nested(depth: number): unknown {
	return depth === 0 ? 1 : { a: [nested(depth - 1)] };
}

const value = some<Record<string, unknown>>({
	value: text,
	type: text,
	primary: near(mostly(9, fc.constant(false), fc.constant(true))),
	display: text,
});
const values = fc.array(value, { maxLength: 4 });
const member = fc.record({ value: near(id), type: text }, { requiredKeys: ['value'] });
const members = fc.array(member, { maxLength: 5 });
const undeclared = fc.dictionary(text, near(text), { maxKeys: 2 });

/** What most attributes of a user and of a group may be. */
const COMMON: Record<string, Any> = {
	displayName: near(text),
	externalId: near(text),
	meta: fc.constant({ version: 'W/"9"' }),
	id: text,
	'urn:x:y': undeclared,
};
const USER_ATTRIBUTES: Record<string, Any> = {
	...COMMON,
	userName: near(text),
	title: near(text),
	active: near(fc.constantFrom<unknown>(true, false, 'True', 'false')),
	name: near(some({ givenName: text, familyName: text })),
	emails: near(values),
	phoneNumbers: near(values),
	addresses: near(fc.array(some({ formatted: text, type: text }), { maxLength: 2 })),
	password: near(text),
	groups: near(members),
	[ENTERPRISE]: near(some<Record<string, unknown>>({ department: text, manager: member })),
};
const GROUP_ATTRIBUTES: Record<string, Any> = { ...COMMON, members: near(members) };

/** Paths that only a PATCH has, with what fits there. */
const USER_PATHS: Record<string, Any> = {
	...USER_ATTRIBUTES,
	'name.familyName': near(text),
	'emails.value': near(text),
	'emails[type eq "work"]': near(value),
	'emails[primary eq true].value': near(text),
	[`${ENTERPRISE}:manager.value`]: near(id),
	schemas: near(fc.constant([USER])),
};
const GROUP_PATHS: Record<string, Any> = {
	...GROUP_ATTRIBUTES,
	'members[value eq "{{User1}}"]': near(members),
	'members[type eq "Group"]': near(members),
	'members[display co "1"]': near(members),
};

const resource = (schema: string, name: string, fields: Record<string, Any>): Any =>
	fc
		.tuple(
			mostly(9, fc.constant({}), undeclared),
			some(fields),
			fc.record({ schemas: fc.constant([schema]), [name]: text }),
		)
		.map((parts) => Object.fromEntries(parts.flatMap((part) => Object.entries(part))));
const user = resource(USER, 'userName', USER_ATTRIBUTES);
const group = resource(GROUP, 'displayName', GROUP_ATTRIBUTES);

const name = fc.constantFrom(...Object.keys({ ...USER_PATHS, ...GROUP_PATHS }), 'nope', 'meta');
const comparison = fc
	.tuple(
		mostly(3, fc.constantFrom('userName', 'displayName', 'id', 'EMAILS.value', 'active'), name),
		mostly(30, fc.constantFrom('eq', 'NE', 'co', 'sw', 'ew', 'gt', 'le'), fc.constant('xx')),
		mostly<unknown>(4, text, fc.boolean(), fc.integer(), fc.constant(null)),
	)
	.map(([attribute, operator, operand]) => `${attribute} ${operator} ${JSON.stringify(operand)}`);
const filter = fc.letrec<{ all: string }>((tie) => ({
	all: fc.oneof(
		{ maxDepth: 4 },
		comparison,
		name.map((attribute) => `${attribute} pr`),
		fc
			.tuple(tie('all'), mostly(9, fc.constantFrom(' and ', ' OR '), fc.constant(' ')), tie('all'))
			.map((parts) => parts.join('')),
		tie('all').map((inner) => `(${inner})`),
		tie('all').map((inner) => `not (${inner})`),
		tie('all').map((inner) => `emails[${inner}]`),
		text,
	),
})).all;

const operation = (paths: Record<string, Any>): Any =>
	fc.constantFrom(...Object.entries(paths)).chain(([path, fitting]) =>
		fc.record(
			{
				op: mostly(30, fc.constantFrom('add', 'replace', 'remove', 'Replace'), fc.constant('move')),
				path: mostly<unknown>(
					20,
					fc.constant(path),
					filter.map((inner) => `emails[${inner}].value`),
					junk,
				),
				value: mostly(9, fitting, some(paths)),
			},
			{ requiredKeys: ['op', 'path'] },
		),
	);
const pathless = (fields: Record<string, Any>): Any =>
	fc.record({ op: fc.constantFrom('add', 'replace'), value: some(fields) });
const patch = (paths: Record<string, Any>, fields: Record<string, Any>): Any =>
	fc
		.array(mostly(3, operation(paths), pathless(fields)), { maxLength: 3 })
		.map((operations) => ({ schemas: [`${MESSAGES}:PatchOp`], Operations: operations }));
const userPatch = patch(USER_PATHS, USER_ATTRIBUTES);
const groupPatch = patch(GROUP_PATHS, GROUP_ATTRIBUTES);

const parameters = some<Record<string, unknown>>({
	filter,
	sortBy: mostly(2, name, text),
	sortOrder: mostly(9, fc.constantFrom('ascending', 'Descending'), text),
	startIndex: mostly<unknown>(
		9,
		fc.integer({ min: -5, max: 20 }),
		fc.constantFrom<unknown>(2 ** 53, 'many', '', null),
	),
	count: mostly<unknown>(
		9,
		fc.integer({ min: -5, max: 20 }),
		fc.constantFrom<unknown>(1e9, 'few', '', null),
	),
});
const list = mostly(2, name, text);
const views = mostly<Partial<Record<'attributes' | 'excludedAttributes', string>>>(
	9,
	fc.record({ attributes: list }),
	fc.record({ excludedAttributes: list }),
	fc.record({ attributes: list, excludedAttributes: list }),
);
const cursors = some<Record<string, unknown>>({ filter, cursor: text, count: fc.nat({ max: 9 }) });
const asked = fc
	.tuple(mostly(4, parameters, cursors), mostly(1, fc.constant({}), views))
	.map((parts) => Object.fromEntries(parts.flatMap((part) => Object.entries(part))));
const search = asked.map(({ attributes, excludedAttributes, ...rest }) => ({
	schemas: [`${MESSAGES}:SearchRequest`],
	...rest,
	...(attributes === undefined ? {} : { attributes: [attributes] }),
	...(excludedAttributes === undefined ? {} : { excludedAttributes: [excludedAttributes] }),
}));

const bulkId = fc.constantFrom('a', 'b', 'c');
const bulkOperation: Any = fc.oneof<Any[]>(
	fc.record({
		method: fc.constant('POST'),
		bulkId,
		path: fc.constant('/Users'),
		data: user,
	}),
	fc.record({
		method: fc.constantFrom('POST', 'post'),
		bulkId,
		path: fc.constant('/Groups'),
		data: fc.record({
			displayName: text,
			members: fc.array(fc.record({ value: bulkId.map((of) => `bulkId:${of}`) }), { maxLength: 3 }),
		}),
	}),
	...[
		['/Users', idOf('User'), user, userPatch] as const,
		['/Groups', idOf('Group'), group, groupPatch] as const,
	].map(([endpoint, of, whole, change]) =>
		fc
			.tuple(
				mostly(4, of, fc.constant('bulkId:a')).map((each) => `${endpoint}/${each}`),
				some({ version: fc.constantFrom('W/"1"', '*', 'x') }),
				fc.oneof<Any[]>(
					fc.record({ method: fc.constant('PUT'), data: whole }),
					fc.record({ method: fc.constant('PATCH'), data: change }),
					fc.record({ method: fc.constantFrom('DELETE', 'GET') }),
				),
			)
			.map(([path, version, rest]) => Object.assign({ path }, version, rest)),
	),
	junk,
);
const bulk = fc.record(
	{
		schemas: fc.constant([`${MESSAGES}:BulkRequest`]),
		failOnErrors: near(fc.integer({ min: 1, max: 4 })),
		Operations: fc.array(bulkOperation, { maxLength: 8 }),
	},
	{ requiredKeys: ['schemas', 'Operations'] },
);

/** Texts that are no message, or one that is not meant well. */
const HOSTILE_BODIES = [
	'{"userName":"x","__proto__":{"polluted":true}}',
	'{"userName":"x","constructor":{"prototype":{"polluted":true}}}',
	'{"Operations":[{"op":"add","path":"__proto__.polluted","value":true}]}',
	'{"Operations":[{"op":"add","value":{"__proto__":{"polluted":true}}}]}',
	`{"userName":"x","urn:x:y":${'{"a":'.repeat(60)}1${'}'.repeat(60)}}`,
	'['.repeat(10_000),
	'{"userName":"x"',
	'\ufeff{}',
	'null',
];

/** A body as text: of the kind that fits, another one, or none that can be read. */
const bodyLike = (fitting: Any): fc.Arbitrary<string> =>
	mostly(
		10,
		fitting.map(toText),
		fc.oneof(user, group, userPatch, groupPatch, search, bulk, junk).map(toText),
		fc.constantFrom(...HOSTILE_BODIES),
		fc.string({ unit: 'binary' }),
	);

function toText(body: unknown): string {
	return JSON.stringify(body) ?? '';
}

const harmless = some<Record<string, string>>({
	Accept: fc.constantFrom('application/json', '*/*', 'text/html;q=1', ';,'),
	'Content-Type': fc.constantFrom('application/json', 'application/scim+json; charset=UTF-8'),
	Prefer: fc.constant('return=minimal'),
});
const harmful = fc.constantFrom<Record<string, string>>(
	{ 'If-Match': '*' },
	{ 'If-Match': 'W/"1"' },
	{ 'If-Match': 'W/"1-x", "2"' },
	{ 'If-Match': '' },
	{ 'If-None-Match': '*' },
	{ 'If-None-Match': 'W/"1"' },
	{ Authorization: 'Bearer wrong' },
	{ Authorization: '' },
	{ 'Content-Type': 'text/plain' },
	{ 'Content-Encoding': 'gzip' },
	{ 'Content-Encoding': 'br' },
);

/** Escapes a segment, but not the placeholder of an id; what UTF-8 cannot hold is replaced. */
function encode(segment: string): string {
	return segment.startsWith('{{') ? segment : encodeURIComponent(segment.toWellFormed());
}

const query = asked.map((named) => {
	const pairs = Object.entries(named).map(([key, each]) => `${key}=${encode(String(each))}`);
	return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
});
const oddSegment = mostly(
	1,
	text.map(encode),
	fc.constantFrom('%zz', '%2F', '%00', '%C3', '.search', '..', '%2e', ''),
);
const at = (...paths: string[]) => fc.constantFrom(...paths);
const under = (endpoint: string, segment: fc.Arbitrary<string>) =>
	mostly(9, segment.map(encode), oddSegment).map((each) => `${endpoint}/${each}`);
const oneUser = under('/Users', idOf('User'));
const oneGroup = under('/Groups', idOf('Group'));

/** Weight, methods, path and what body fits. */
const SHAPES: readonly (readonly [number, readonly string[], fc.Arbitrary<string>, Any])[] = [
	[5, ['POST'], at('/Users'), user],
	[4, ['POST'], at('/Groups'), group],
	[4, ['PUT'], oneUser, user],
	[4, ['PUT'], oneGroup, group],
	[8, ['PATCH'], oneUser, userPatch],
	[8, ['PATCH'], oneGroup, groupPatch],
	[2, ['DELETE'], mostly(1, oneUser, oneGroup), junk],
	[3, ['GET', 'HEAD'], mostly(1, oneUser, oneGroup), junk],
	[5, ['GET', 'HEAD'], at('/Users', '/Groups', '/', ''), junk],
	[4, ['POST'], at('/.search', '/Users/.search', '/Groups/.search'), search],
	[5, ['POST'], at('/Bulk'), bulk],
	[
		3,
		['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
		mostly(
			1,
			at('/Me', '/Schemas', '/ResourceTypes', '/ServiceProviderConfig', '/Bulk', '/Users'),
			oddSegment.map((each) => `/Schemas/${each}`),
			oddSegment.map((each) => `/Me/${each}`),
			oddSegment.map((each) => `/${each}`),
			oddSegment.map((each) => `/Users/{{User1}}/${each}`),
		),
		junk,
	],
];

/** Any request below a directory's SCIM endpoint. */
export const fuzzRequest: fc.Arbitrary<FuzzRequest> = fc.oneof(
	...SHAPES.map(([weight, methods, path, fitting]) => ({
		weight,
		arbitrary: fc
			.record({
				method: fc.constantFrom(...methods),
				path,
				query: mostly(2, fc.constant(''), query),
				headers: mostly(9, harmless, harmful),
				body: bodyLike(fitting),
			})
			.map((made) => ({
				method: made.method,
				path: `${made.path}${made.query}`,
				headers: made.headers,
				// Fetch sends no body with these.
				body: ['GET', 'HEAD'].includes(made.method) ? undefined : made.body,
			})),
	})),
);

/** Puts ids of resources that exist in the place of `{{User3}}`; without any, what is never one. */
export function withIds(request: FuzzRequest, known: KnownIds): FuzzRequest {
	const fill = (template: string) =>
		template.replaceAll(/\{\{(User|Group)(\d+)\}\}/g, (_, type: 'User' | 'Group', nth: string) => {
			const ids = known[type];
			return ids[Number(nth) % ids.length] ?? 'none';
		});
	const { path, body } = request;
	return { ...request, path: fill(path), body: body === undefined ? undefined : fill(body) };
}
