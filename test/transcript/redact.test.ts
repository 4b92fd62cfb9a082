/**
 * Redaction: whatever stands where a person's data can stand is gone afterwards, in every spelling; the
 * structure, the protocol's own words and what was equal stay.
 */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countSignals } from '../../src/doctor/count.ts';
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
				// Of a request, the client's: only answers say when something was made.
				created: '<date>',
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

	test.each([
		['john.smith', '<name>'],
		['john@acme.com', '<email>'],
		['u7019840', '<name>'],
		['a1b2c3d4e5', '<id>'],
		['f81d4fae-7dec-41d0-a765-00a0c91e6bf6', '<id>'],
		['urn:acme:701984', '<name>'],
		['shoeSize', 'shoeSize'],
		['extensionAttribute15', 'extensionAttribute15'],
		['name.givenName', 'name.givenName'],
		['urn:acme:hr:2.0:User', 'urn:acme:hr:2.0:User'],
		['urn:acme:hr:2.0:User:badge.color', 'urn:acme:hr:2.0:User:badge.color'],
		['$ref', '$ref'],
	])(
		'keeps a name, but for what is called like a person or numbered like one: %s',
		(key, wanted) => {
			const Operations = [{ op: 'add', path: key, value: true }];
			expect(bodyOf({ [key]: null, Operations })).toEqual({
				[wanted]: null,
				Operations: [{ op: 'add', path: wanted, value: true }],
			});
		},
	);

	test.each(['/Users/.search', '/.search'])('of a search at %s is read like a query', (target) => {
		const body = {
			filter: 'userName eq "a@b.c" and name.givenName co "Jo"',
			attributes: ['userName', 'emails[value eq "a@b.c"].type'],
			excludedAttributes: 'title,john.smith',
			sortBy: 'name.familyName',
			sortOrder: 'descending',
			startIndex: 1,
			token: 'abc',
		};
		const made = mark({ target, body }).body ?? '';
		expect(JSON.parse(made)).toEqual({
			filter: 'userName eq "<email>" and name.givenName co "<name>"',
			attributes: ['userName', 'emails[value eq "<email>"].type'],
			excludedAttributes: 'title,<name>',
			sortBy: 'name.familyName',
			sortOrder: 'descending',
			startIndex: 1,
			token: '(secret)',
		});
	});

	test.each<[string, Parts]>([
		['a request', { body: { schemas: [ERROR], status: '400', detail: 'Born in Ulm' } }],
		[
			'a resource',
			{ reply: { x: { schemas: [ERROR], status: '400', detail: 'Born in Ulm' } }, status: 201 },
		],
		[
			'another place of an error',
			{ reply: { x: { schemas: [ERROR], status: '400', detail: 'Born in Ulm' } }, status: 400 },
		],
	])('keeps no words of %s that looks like an error of ours', (_name, parts) => {
		expect(JSON.stringify(mark(parts))).not.toMatch(/Born|Ulm/);
	});

	test('keeps our words in the outcomes of a bulk request', () => {
		const response = { schemas: [ERROR], status: '409', detail: '"jo" is taken.' };
		const made = mark({ target: '/Bulk', reply: { Operations: [{ status: '409', response }] } });
		expect(JSON.parse(made.reply.body)).toEqual({
			Operations: [{ status: '409', response: { ...response, detail: '"<name>" is taken.' } }],
		});
	});

	test.each([
		['Europe/Berlin', 'Europe/Berlin'],
		['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
		['Asia/Kolkata', 'Asia/Kolkata'],
		['Europe/Kowalczyk', '<name>'],
		['Kowalczyk/Zone', '<name>'],
	])('has a time zone if there is one: %s', (timezone, wanted) => {
		expect(bodyOf({ timezone })).toEqual({ timezone: wanted });
	});

	test('has the times of `meta` in answers alone', () => {
		const created = '2026-03-01T09:00:00.000Z';
		const { reply } = mark({ reply: { meta: { created }, 'urn:acme:hr': { created } } });
		expect(JSON.parse(reply.body)).toEqual({
			meta: { created },
			'urn:acme:hr': { created: '<date>' },
		});
		const change = { Operations: [{ op: 'replace', path: 'meta.created', value: created }] };
		expect(JSON.stringify(bodyOf(change))).not.toContain(created);
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
		// Entra ID appends paths to its **Tenant URL**, flag and all.
		['?aadOptscim062020/Users', '?aadOptscim062020/Users'],
		['?aadOptscim062020/scim/v2/Groups', '?aadOptscim062020/scim/v2/Groups'],
		['?aadOptscim062020/John', '?aadOptscim062020/<name>'],
		['?aadOptscim062020john', '?<id>'],
		['/Users?filter=John Smith', '/Users?filter=<name> <name>'],
		['/Users?filter=John', '/Users?filter=<name>'],
		['/Users?filter=userName equals "x"', '/Users?filter=userName <name> "<name>"'],
		['/Users?sortBy=John Smith,title', '/Users?sortBy=<name> <name>,title'],
		['/Users?john.smith=1', '/Users?<name>=<number>'],
		['/Users?filter=phone eq (555) 123-4567', '/Users?filter=phone eq (<number>) <phone>'],
		['/Users?filter=123,456,789', '/Users?filter=<number>,<number>,<number>'],
		['/Users?%61ccess_token=abc', '/Users?<name>=(secret)'],
		[
			'/Users?attributes=emails[type eq "a,b"],john.smith',
			'/Users?attributes=emails[type eq "<name>"],<name>',
		],
		[`/Users/${OWN_ID}`, `/Users/${OWN_ID}`],
		['/Users/john%40acme.com', '/Users/<email>'],
		['/scim/v2/Users', '/scim/v2/Users'],
		['/Users/2819c223-7f76-453a-919d-413861904646', '/Users/<id>'],
		[`/Schemas/${USER}`, `/Schemas/${USER}`],
		['/Groups?filter=displayName eq "R&D team"', '/Groups?filter=displayName eq "<name>&<name>'],
		['/Users?filter=userName eq "John Smith', '/Users?filter=userName eq "<name>'],
		['/Users?filter=userName eq "John\\Smith"', '/Users?filter=userName eq "<name>"'],
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
		[
			'cut short, of which a part is known',
			{ body: { name: { givenName: 'John' }, displayName: 'John Smithson the Great' } },
			'Not "John Smithso…" here.',
			'Not "<name>" here.',
		],
		[
			'with a name of ours in it',
			{ body: { nickName: 'name' } },
			'"userName" is not "name".',
			'"userName" is not "<name>".',
		],
		['with a quote of its own', {}, 'Not "j"o".', '(left out)'],
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
			'user-agent':
				'Okta SCIM Client 1.0.0 (+https://acme.com; jo+scim@acme.com) sk_live_4eC39HqLyjWDarjtT1zdp7dc',
			'if-match': 'W/"3-a1b2"',
			'if-none-match': '"john"',
		};
		const location = `https://acme.com/scim/v2/dir_1/Users/${OWN_ID}`;
		const made = mark({ headers, replyHeaders: { location, etag: 'W/"4"' } });
		expect(made.headers).toEqual({
			...headers,
			'user-agent': 'Okta SCIM Client 1.0.0 (+<url>; <email>) (secret)',
			'if-none-match': '<name>',
		});
		expect(made.reply.headers).toEqual({
			location: `https://rollcall.example/scim/v2/Users/${OWN_ID}`,
			etag: 'W/"4"',
		});
	});
});

test.each([
	['application/json;odata.metadata=minimal', 'application/json;odata.metadata=minimal'],
	['application/json; charset=UTF-8; version=1', 'application/json; charset=UTF-8; version=1'],
	['application/scim+json;v=2', 'application/scim+json;v=2'],
	['application/json;', 'application/json;'],
	['application/json; charset="utf-8" ;', 'application/json; charset="utf-8" ;'],
	['application/json; john="Smith"', 'application/json; <name>="<name>"'],
	['text/john', '<name>'],
])('the type %s becomes %s', (type, wanted) => {
	expect(mark({ headers: { 'content-type': type } }).headers).toEqual({ 'content-type': wanted });
});

const textIn = async (userName: string): Promise<string> => {
	const made = await record(exchange({ body: { userName } }));
	return (JSON.parse(made.body ?? '') as { userName: string }).userName;
};

describe('what is wrong with a value', () => {
	test.each([65, 300, 1001, 3000])('stays: a length of %d', async (length) => {
		for (const text of ['q'.repeat(length), 'Q q '.repeat(length).slice(0, length)]) {
			const made = await textIn(text);
			expect(made.length).toBeGreaterThanOrEqual(Math.min(length, 1500));
		}
		expect(await textIn('q'.repeat(length))).toHaveLength(Math.min(length, 1500));
		expect(await textIn(`${'q'.repeat(length)}@acme.com`)).not.toMatch(/qqq|acme/);
	});

	test('stays: half a character', async () => {
		const made = await textIn('quill\ud800');
		expect(made.isWellFormed()).toBe(false);
		expect(made).not.toContain('quill');
	});

	test('stays: an escape that there is not, whatever follows it', async () => {
		for (const word of ['bear', 'nut', 'xylophone', 'fox', 'u0041']) {
			const { target } = await record(
				exchange({ target: `/Users?filter=title eq "q\\${word} z\\q"` }),
			);
			const [literal = ''] = /".*"$/.exec(target) ?? [];
			expect(() => void JSON.parse(literal)).toThrow(SyntaxError);
		}
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

/** Anything that can come over the wire, unpaired surrogates included. */
const garbage = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({
		unit: fc.constantFrom(
			'\ud800',
			'"',
			'\\',
			'/',
			'[',
			']',
			'(',
			'%',
			'+',
			'a',
			' ',
			',',
			'.',
			':',
		),
	}),
);
const anything = fc.oneof(
	garbage,
	fc.record({ op: garbage, path: garbage, value: garbage, $ref: garbage }, { requiredKeys: [] }),
	fc.jsonValue({ stringUnit: 'binary' }),
);
const noise = fc
	.record({
		target: fc.oneof(
			garbage,
			fc.tuple(garbage, garbage).map(([a, b]) => `/Users/${a}?filter=${b}`),
		),
		headers: fc.dictionary(fc.constantFrom('user-agent', 'accept', 'if-match'), garbage),
		body: fc.oneof(anything, fc.record({ Operations: fc.array(anything), schemas: anything })),
		status: fc.constantFrom(200, 400),
		reply: fc.oneof(anything, fc.record({ schemas: fc.constant([ERROR]), detail: garbage })),
	})
	.map(exchange);

describe('properties', () => {
	test('whatever comes can be redacted, and counted', async () => {
		await fc.assert(
			fc.asyncProperty(noise, async (given) => {
				expect(typeof (await record(given)).target).toBe('string');
				expect(countSignals([given]).length).toBeGreaterThan(0);
			}),
			{ numRuns: 500 },
		);
	});

	// Time that grows with the square of the length would be hours here.
	test.each<[string, (long: string) => Parts]>([
		['User-Agent', (long) => ({ headers: { 'user-agent': long } })],
		['If-Match', (long) => ({ headers: { 'if-match': long.replaceAll('a', ' ') } })],
		['name', (long) => ({ body: { [`${long}.`]: 1 } })],
		['path', (long) => ({ body: { Operations: [{ op: 'Add', path: `${long}]`, value: 'x' }] } })],
		['list', (long) => ({ target: `/Users?attributes=${long.replaceAll('a', ',')}` })],
		['filter', (long) => ({ target: `/Users?filter=${long.replaceAll('a', '(')}` })],
		['value', (long) => ({ body: { title: long.replaceAll('aa', 'a ') } })],
	])('a long %s takes no longer than its length', async (_name, parts) => {
		const given = exchange(parts('a'.repeat(500_000)));
		expect(await record(given)).toBeDefined();
		expect(countSignals([given]).length).toBeGreaterThan(0);
	});

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

	test('words are birches and badgers, whatever they stand for', async () => {
		const body = Array.from({ length: 500 }, (_, at) => `q${'abcdefghij'[at % 10]}${at}x`);
		expect((await record(exchange({ body }))).body).not.toMatch(/undefined|NaN|null/);
	});
});
