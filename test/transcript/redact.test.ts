/**
 * Redaction: whatever stands where a person's data can stand is gone afterwards, in every spelling; the
 * structure, the protocol's own words and what was equal stay.
 */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/transcript/exchange.ts';
import { pseudonymise } from '../../src/transcript/pseudonyms.ts';
import { NO_JSON, redact } from '../../src/transcript/redact.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const OWN_ID = '0199d3f0-c4a2-7c51-a1d4-e0b8f6a92c37';

const macWith = (key: string) => (text: string) =>
	Promise.resolve(new Uint8Array(createHmac('sha256', key).update(text).digest()));

const record = async (exchange: Exchange, key = 'key'): Promise<Exchange> => {
	const made = await pseudonymise(exchange, macWith(key));
	if (made === undefined) throw new Error('too many words');
	return made;
};

interface Parts {
	readonly method?: string;
	readonly target?: string;
	readonly headers?: Record<string, string>;
	readonly body?: unknown;
	readonly status?: number;
	readonly replyHeaders?: Record<string, string>;
	readonly reply?: unknown;
}

const exchange = ({ body, reply, ...parts }: Parts): Exchange => ({
	at: 0,
	method: parts.method ?? 'POST',
	target: parts.target ?? '/Users',
	credentials: 'bearer',
	headers: parts.headers ?? {},
	body: body === undefined ? undefined : textOf(body),
	reply: {
		status: parts.status ?? 200,
		headers: parts.replyHeaders ?? {},
		body: reply === undefined ? '' : textOf(reply),
	},
	isCut: false,
});
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

const mark = (made: Parts): Exchange => redact(exchange(made), (_value, kind) => `<${kind}>`);
const bodyOf = (body: unknown): unknown => JSON.parse(mark({ body }).body ?? '');
const replaced = (target: string) => redact(exchange({ target }), () => 'x y').target;
const targetOf = (target: string): string =>
	decodeURIComponent(mark({ target }).target.replaceAll('+', ' '));

describe('a body', () => {
	test('keeps names, types and the words of the protocol, and nothing else', () => {
		const made = bodyOf({
			schemas: [USER, ENTERPRISE],
			id: OWN_ID,
			externalId: '00u1abcd5678EFGH',
			userName: 'john@acme.com',
			name: { givenName: 'John', familyName: 'Smith' },
			active: true,
			locale: 'en-US',
			timezone: 'Europe/Berlin',
			userType: 'Contractor',
			emails: [{ value: 'john@acme.com', type: 'work', primary: true }],
			phoneNumbers: [{ value: '+1 (555) 123-4567', type: 'mobile' }],
			addresses: [{ type: 'home', country: 'US', locality: 'Springfield' }],
			photos: [{ value: 'https://acme.com/john.png', type: 'photo' }],
			[ENTERPRISE]: { employeeNumber: '701984', manager: { value: OWN_ID, displayName: 'Jim' } },
			'urn:acme:hr': { born: '1980-02-29', grade: 7, note: null, remote: false },
			meta: {
				resourceType: 'User',
				created: '2026-03-01T09:00:00.000Z',
				version: 'W/"3"',
				location: `https://scim.acme.com/scim/v2/dir_1/Users/${OWN_ID}`,
			},
		});
		expect(made).toEqual({
			schemas: [USER, ENTERPRISE],
			id: OWN_ID,
			externalId: '<id>',
			userName: '<email>',
			name: { givenName: '<name>', familyName: '<name>' },
			active: true,
			locale: 'en-US',
			timezone: 'Europe/Berlin',
			userType: 'Contractor',
			emails: [{ value: '<email>', type: 'work', primary: true }],
			phoneNumbers: [{ value: '<phone>', type: 'mobile' }],
			addresses: [{ type: 'home', country: 'US', locality: '<name>' }],
			photos: [{ value: '<url>', type: 'photo' }],
			[ENTERPRISE]: {
				employeeNumber: '<number>',
				manager: { value: OWN_ID, displayName: '<name>' },
			},
			'urn:acme:hr': { born: '<date>', grade: 0, note: null, remote: false },
			meta: {
				resourceType: 'User',
				created: '2026-03-01T09:00:00.000Z',
				version: 'W/"3"',
				location: `https://rollcall.example/scim/v2/Users/${OWN_ID}`,
			},
		});
	});

	test.each<[string, unknown, unknown]>([
		[
			'a path',
			{ op: 'Replace', path: 'emails[value eq "a@b.c"].value', value: 'd@e.f' },
			{ op: 'Replace', path: 'emails[value eq "<email>"].value', value: '<email>' },
		],
		[
			'members',
			{ op: 'remove', path: `members[value eq "${OWN_ID}"]` },
			{ op: 'remove', path: `members[value eq "${OWN_ID}"]` },
		],
		[
			'members by value',
			{ op: 'Add', path: 'members', value: [{ value: OWN_ID, display: 'Jo' }] },
			{ op: 'Add', path: 'members', value: [{ value: OWN_ID, display: '<name>' }] },
		],
		[
			'text for a boolean',
			{ op: 'Replace', path: 'active', value: 'False' },
			{ op: 'Replace', path: 'active', value: 'False' },
		],
		[
			'dotted names',
			{ op: 'add', value: { 'name.givenName': 'Jo', 'emails[type eq "work"].value': 'a@b.c' } },
			{
				op: 'add',
				value: { 'name.givenName': '<name>', 'emails[type eq "work"].value': '<email>' },
			},
		],
		['a verb that is none', { op: 'Johnson', path: 'title' }, { op: '<name>', path: 'title' }],
		[
			'a password',
			{ op: 'replace', path: 'password', value: 'hunter2' },
			{ op: 'replace', path: 'password', value: '(secret)' },
		],
	])('of a PATCH: %s', (_name, operation, wanted) => {
		const body = { schemas: [PATCH], Operations: [operation] };
		expect(bodyOf(body)).toEqual({ schemas: [PATCH], Operations: [wanted] });
	});

	test('never has a secret, and the replacer is not shown one', () => {
		const secrets = { password: 'p-0', apiToken: ['t-0'], 'client-secret': { a: 's-0', n: 77 } };
		const seen: string[] = [];
		const given = exchange({
			body: { ...secrets, [`${USER}:password`]: 'p-1' },
			target: '/Users?access_token=q-0&filter=password%20eq%20%22f-0%22',
			status: 400,
			reply: { schemas: [ERROR], status: '400', detail: 'Neither p-0 nor "t-0" is good.' },
		});
		const text = JSON.stringify(redact(given, (value) => (seen.push(value), 'x')));
		expect(text).not.toMatch(/[ptsqf]-[01]|77/);
		expect(seen.join(' ')).not.toMatch(/[ptsqf]-[01]|77/);
	});

	test.each(['{"userName": "john', 'userName=john', '<user>john</user>'])(
		'that is no JSON is not kept: %s',
		(body) => {
			expect(mark({ body }).body).toBe(NO_JSON);
			expect(() => void JSON.parse(NO_JSON)).toThrow(SyntaxError);
		},
	);

	test('has own properties only, however they are called', () => {
		const made = bodyOf('{"__proto__": {"polluted": "john"}, "constructor": "x"}');
		expect(Object.keys(made as object)).toEqual(['__proto__', 'constructor']);
		expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
	});

	test('is cut where it nests deeper than any SCIM message', () => {
		const deep = `${'['.repeat(20_000)}"john"${']'.repeat(20_000)}`;
		expect(mark({ body: deep }).body).not.toContain('john');
	});
});

describe('a target', () => {
	test.each([
		['/Users?filter=userName%20eq%20%22a%40b.c%22', '/Users?filter=userName eq "<email>"'],
		['/Users?filter=userName+eq+%22John+Smith%22', '/Users?filter=userName eq "<name>"'],
		['/Users?filter=userName eq "a@b.c"', '/Users?filter=userName eq "<email>"'],
		['/Users?filter=userName eq a@b.c', '/Users?filter=userName eq <email>'],
		["/Users?filter=userName eq 'John Smith'", '/Users?filter=userName eq <name> <name>'],
		[
			'/Users?filter=displayName eq Smith and Sons',
			'/Users?filter=displayName eq <name> and <name>',
		],
		[
			'/Users?filter=active eq true and emails[type eq "work" and value co "jo"]',
			'/Users?filter=active eq true and emails[type eq "work" and value co "<name>"]',
		],
		[
			'/Users?filter=not (name.familyName pr) or age gt 41',
			'/Users?filter=not (name.familyName pr) or age gt <number>',
		],
		[
			`/Groups?filter=id eq "${OWN_ID}"&excludedAttributes=members`,
			`/Groups?filter=id eq "${OWN_ID}"&excludedAttributes=members`,
		],
		[
			'/Users?startIndex=1&count=100&sortBy=userName&sortOrder=descending',
			'/Users?startIndex=1&count=100&sortBy=userName&sortOrder=descending',
		],
		[
			'/Users?attributes=userName,name.givenName&aadOptscim062020',
			'/Users?attributes=userName,name.givenName&aadOptscim062020',
		],
		['/Users?filter=John Smith', '/Users?filter=<name> <name>'],
		['/Users?filter=John', '/Users?filter=<name>'],
		['/Users?filter=userName equals "x"', '/Users?filter=userName <name> "<name>"'],
		['/Users?sortBy=John Smith,title', '/Users?sortBy=<name> <name>,title'],
		['/Users?john.smith=1', '/Users?<name>=<number>'],
		[`/Users/${OWN_ID}`, `/Users/${OWN_ID}`],
		['/Users/john%40acme.com', '/Users/<email>'],
		['/scim/v2/Users', '/scim/v2/Users'],
		['/Users/2819c223-7f76-453a-919d-413861904646', '/Users/<id>'],
		[`/Schemas/${USER}`, `/Schemas/${USER}`],
		['/Users?filter=userName eq "un%zz"', '/Users?filter=userName eq "<name>"'],
	])('%s becomes %s', (target, wanted) => {
		expect(targetOf(target)).toBe(wanted);
	});

	test('stays encoded as it was', () => {
		expect(replaced('/Users?filter=userName+eq+%22a+b%22')).toBe(
			'/Users?filter=userName+eq+%22x+y%22',
		);
		expect(replaced('/Users?filter=userName%20eq%20%22a%22')).toBe(
			'/Users?filter=userName%20eq%20%22x%20y%22',
		);
		expect(replaced('/Users?filter=userName eq "a"')).toBe('/Users?filter=userName eq "x y"');
	});
});

describe('an error message', () => {
	const detailOf = (parts: Parts, detail: string): unknown =>
		(
			JSON.parse(
				mark({ ...parts, status: 400, reply: { schemas: [ERROR], status: '400', detail } }).reply
					.body,
			) as Record<string, unknown>
		)['detail'];

	test.each<[string, Parts, string, string]>([
		['names what is wrong', { body: {} }, '"userName" is required.', '"userName" is required.'],
		[
			'repeats a value',
			{ body: { userName: 'jo' } },
			'A user "jo" is there.',
			'A user "<name>" is there.',
		],
		[
			'in another case',
			{ body: { userName: 'jo' } },
			'A user "JO" is there.',
			'A user "<name>" is there.',
		],
		['without quotes', { body: { userName: 'jo@a.b' } }, 'There is jo@a.b.', 'There is <email>.'],
		['escaped', { body: { userName: 'j"o' } }, 'Not "j\\"o".', 'Not "<name>".'],
		['of somebody else', { body: {} }, 'Held by "Jim".', 'Held by "<name>".'],
		[
			'cut short',
			{ body: { title: 'John the Great' } },
			'Not "John the…" here.',
			'Not "<name>" here.',
		],
		['cut short within quotes', { body: { title: 'a "John" b' } }, 'Not "a "Joh…".', '(left out)'],
		['own attributes', { body: { shoeSize: 'x' } }, '"shoeSize" is not.', '"shoeSize" is not.'],
		['ids of ours', {}, `User "${OWN_ID}" was not found.`, `User "${OWN_ID}" was not found.`],
	])('%s', (_name, parts, detail, wanted) => {
		expect(detailOf(parts, detail)).toBe(wanted);
	});
});

describe('header fields', () => {
	test('are kept as far as they tell of programs and forms', () => {
		const headers = {
			accept: 'application/scim+json, */*;q=0.8',
			'content-type': 'application/json; charset=utf-8',
			'user-agent': 'Okta SCIM Client 1.0.0 (+https://acme.com; jo@acme.com)',
			'if-match': 'W/"3-a1b2"',
			'if-none-match': '"john"',
		};
		const location = `https://acme.com/scim/v2/dir_1/Users/${OWN_ID}`;
		const made = mark({ headers, replyHeaders: { location, etag: 'W/"4"' } });
		expect(made.headers).toEqual({
			...headers,
			'user-agent': 'Okta SCIM Client 1.0.0 (+<url>; <email>)',
			'if-none-match': '<name>',
		});
		expect(made.reply.headers).toEqual({
			location: `https://rollcall.example/scim/v2/Users/${OWN_ID}`,
			etag: 'W/"4"',
		});
	});
});

/** Values that no text of the protocol contains by chance, in every form that is told apart. */
const stem = fc.stringMatching(/^[bcdfghjkz]{5,8}$/).map((text) => `q${text}`);
const cased = fc
	.tuple(stem, fc.constantFrom('lower', 'upper', 'title'))
	.map(([text, style]) =>
		style === 'lower'
			? text
			: style === 'upper'
				? text.toUpperCase()
				: text[0]!.toUpperCase() + text.slice(1),
	);
const personal = fc.oneof(
	cased,
	fc.tuple(cased, stem).map(([a, b]) => `${a}@${b}.com`),
	fc.tuple(cased, cased, stem).map(([a, b, c]) => `${a}.${b}+x@${c}.co.uk`),
	fc.tuple(cased, cased).map(([a, b]) => `${a} ${b}`),
	fc.tuple(cased, cased).map(([a, b]) => `${a} "${b}" \\`),
	fc.tuple(cased, cased).map(([a, b]) => `Ö${a}é 王${b}`),
	fc.stringMatching(/^[1-9]\d{8,12}$/),
	fc.stringMatching(/^\+49 \(1\d\d\) [1-9]\d{5,7}$/),
	fc.tuple(stem, cased).map(([a, b]) => `https://${a}.com/${b}?u=${b}#x`),
	fc.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
	fc
		.tuple(stem, fc.array(stem, { minLength: 40, maxLength: 60 }))
		.map(([a, b]) => `${a} ${b.join(' ')}`),
);

/** A JSON value with personal values wherever a value can be. */
const content: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3 },
		personal,
		fc.boolean(),
		fc.constant(null),
		fc.array(tie('value'), { maxLength: 3 }),
		fc.dictionary(
			fc.constantFrom(
				'userName',
				'value',
				'display',
				'type',
				'locale',
				'status',
				'op',
				'id',
				'x',
				'detail',
				'created',
				'method',
				'version',
				'urn:acme:hr',
				'$ref',
				'schemas',
				'__proto__',
			),
			tie('value'),
			{ maxKeys: 4 },
		),
	),
})).value;

const traffic = fc
	.record({
		values: fc.array(personal, { minLength: 1, maxLength: 4 }),
		content,
		reply: content,
		form: fc.nat(),
	})
	.map(({ values, content: given, reply, form }) => {
		const [first = ''] = values;
		const last = values.at(-1) ?? '';
		const literal = JSON.stringify(first);
		const targets = [
			`/Users/${encodeURIComponent(first)}`,
			`/Users?filter=${encodeURIComponent(`userName eq ${literal}`)}`,
			`/Users?filter=${encodeURIComponent(first)}`,
			`/Users?filter=${encodeURIComponent(`userName eq ${first}`)}`,
			`/Users?filter=userName eq ${first.replaceAll(/[&#%]/g, encodeURIComponent)}`,
			`/Groups?filter=${encodeURIComponent(`not (members[display co ${literal}]) and x.y gt ${last}`)}`,
			`/Users?sortBy=${encodeURIComponent(`${first} @`)}&${encodeURIComponent(`${last} `)}=${encodeURIComponent(first)}`,
		];
		return exchange({
			target: targets[form % targets.length] ?? '',
			headers: { 'if-match': first, accept: last, 'x-more': first, 'content-type': `text/${last}` },
			body: {
				schemas: [PATCH],
				Operations: [
					{ op: 'replace', path: `emails[value eq ${literal}].value`, value: last },
					{
						op: 'add',
						path: `${first} ${last}`,
						value: { [`emails[value eq ${literal}].value`]: last, given },
					},
				],
				[`${first} @`]: last,
			},
			status: 400,
			replyHeaders: { location: `https://x/${encodeURIComponent(first)}`, etag: last },
			reply: {
				schemas: [ERROR],
				status: '400',
				detail: `There is ${first}; "${last}" and ${literal} are not (${last.toUpperCase()}).`,
				reply,
			},
		});
	});

/** The words of the personal values in it, which nothing else contains. */
const wordsIn = (text: string): string[] => [
	...new Set(
		[
			...text.matchAll(
				/q[bcdfghjkz]{5,8}|(?<![\da-f-])[1-9]\d{8,12}(?![\da-f])|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}/gi,
			),
		].map(([found]) => found.toLowerCase()),
	),
];

/** A text in every spelling that it may be found in. */
const readings = (text: string): string => {
	const plain = text.replaceAll(/%[0-9a-f]{2}/gi, (code) =>
		String.fromCharCode(Number.parseInt(code.slice(1), 16)),
	);
	return `${text}\n${plain}\n${plain.replaceAll('\\', '')}`.toLowerCase();
};

describe('properties', () => {
	test('no personal value survives, in any letter case, encoded or escaped', async () => {
		await fc.assert(
			fc.asyncProperty(traffic, async (given) => {
				const made = readings(JSON.stringify(await record(given)));
				const left = wordsIn(readings(JSON.stringify(given))).filter((word) => made.includes(word));
				expect(left).toEqual([]);
			}),
			{ numRuns: 300 },
		);
	});

	test('what is made is the same for the same key, and another for another key', async () => {
		await fc.assert(
			fc.asyncProperty(traffic, async (given) => {
				const made = await record(given);
				expect(await record(given)).toEqual(made);
				expect((await record(given, 'other')).body).not.toBe(made.body);
			}),
			{ numRuns: 50 },
		);
	});

	test('names, types and lengths of arrays stay', async () => {
		const shapeOf = (value: unknown): unknown => {
			if (Array.isArray(value)) return value.map(shapeOf);
			if (typeof value !== 'object' || value === null) return typeof value;
			return Object.entries(value).map(([key, each]) => [key, shapeOf(each)]);
		};
		await fc.assert(
			fc.asyncProperty(content, async (body) => {
				const made = await record(exchange({ body: { body } }));
				expect(shapeOf(JSON.parse(made.body ?? ''))).toEqual(
					shapeOf(JSON.parse(JSON.stringify({ body }))),
				);
			}),
		);
	});

	test('values that differ in more than letter case stay apart, and those that do not stay together', async () => {
		const emails = fc.uniqueArray(
			fc.tuple(stem, stem).map(([a, b]) => `${a}@${b}.com`),
			{ minLength: 2, maxLength: 20 },
		);
		await fc.assert(
			fc.asyncProperty(emails, async (names) => {
				const body = names.map((userName) => ({ userName, emails: [userName.toUpperCase()] }));
				const made = JSON.parse((await record(exchange({ body }))).body ?? '') as typeof body;
				expect(new Set(made.map(({ userName }) => userName)).size).toBe(names.length);
				for (const {
					userName,
					emails: [upper],
				} of made) {
					expect(upper).toBe(userName.toUpperCase());
					expect(userName).toMatch(/^[a-z\d]+@[a-z\d]+\.example\.org$/);
				}
			}),
			{ numRuns: 50 },
		);
	});

	test('a value is the same in a body, a filter, a path and a name', async () => {
		const made = await record(
			exchange({
				target: '/Users?filter=userName eq "John.Smith@acme.com"',
				body: {
					userName: 'john.smith@acme.com',
					name: { formatted: 'John Smith', givenName: 'John', familyName: 'SMITH' },
					Operations: [{ op: 'remove', path: 'emails[value eq "JOHN.SMITH@ACME.COM"]' }],
				},
			}),
		);
		const { userName, name, Operations } = JSON.parse(made.body ?? '') as {
			userName: string;
			name: { formatted: string; givenName: string; familyName: string };
			Operations: [{ path: string }];
		};
		expect(made.target.toLowerCase()).toBe(`/users?filter=username eq "${userName}"`);
		expect(made.target).not.toContain(userName);
		expect(Operations[0].path).toBe(`emails[value eq "${userName.toUpperCase()}"]`);
		expect(`${name.givenName}.${name.familyName}`.toLowerCase()).toBe(userName.split('@')[0]);
		expect(name.formatted.split(' ')[0]).toBe(name.givenName);
		expect(name.givenName).toMatch(/^[A-Z][a-z\d]+$/);
	});
});
