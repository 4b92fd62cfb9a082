import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isArray, type Json } from '../../src/scim/json.ts';
import { project, readProjection, wants, withSpecified } from '../../src/scim/projection.ts';
import type { ResourceType } from '../../src/scim/schema/attribute.ts';
import { attribute, complex } from '../../src/scim/schema/define.ts';
import { GROUP, USER } from '../../src/scim/schema/resource-types.ts';
import { specifiedIn } from '../../src/scim/specified.ts';
import { ENTERPRISE_USER_URN, USER_URN } from '../../src/scim/urns.ts';
import { ANYONE, EXT } from './everything.ts';

const OTHER_URN = 'urn:example:2.0:User';

const resource = {
	schemas: [USER_URN, ENTERPRISE_USER_URN],
	id: 'u1',
	userName: 'ann',
	name: { givenName: 'Ann', familyName: 'Lee' },
	emails: [{ value: 'a@x', type: 'work' }, { type: 'home' }],
	[ENTERPRISE_USER_URN]: { department: 'R', manager: { value: 'm', displayName: 'M' } },
	[OTHER_URN]: { a: {}, b: 1 },
	meta: { resourceType: 'User', version: 'W/"1"' },
};
const { schemas, id } = resource;

function view(type: ResourceType, attributes?: string, excludedAttributes?: string) {
	const projection = readProjection(type, attributes, excludedAttributes);
	if (!projection.ok) {
		throw new Error(projection.error.detail);
	}
	return project(type, resource, projection.value);
}

describe('attributes shows what is named, id and schemas (RFC 7644 §3.9)', () => {
	test.each([
		['userName', { userName: 'ann' }],
		[' USERNAME , id ', { userName: 'ann' }],
		['name', { name: resource.name }],
		['name.familyName', { name: { familyName: 'Lee' } }],
		['name.familyName,NAME.givenname', { name: resource.name }],
		['emails.value', { emails: [{ value: 'a@x' }] }],
		[`${USER_URN}:userName`, { userName: 'ann' }],
		[ENTERPRISE_USER_URN, { [ENTERPRISE_USER_URN]: resource[ENTERPRISE_USER_URN] }],
		[`${ENTERPRISE_USER_URN}:department`, { [ENTERPRISE_USER_URN]: { department: 'R' } }],
		[
			`${ENTERPRISE_USER_URN.toLowerCase()}:manager.VALUE`,
			{ [ENTERPRISE_USER_URN]: { manager: { value: 'm' } } },
		],
		[USER_URN, { userName: 'ann', name: resource.name, emails: resource.emails }],
		[OTHER_URN, { [OTHER_URN]: { a: {}, b: 1 } }],
		[`${OTHER_URN.toUpperCase()}:B`, { [OTHER_URN]: { b: 1 } }],
		[`${OTHER_URN}:c`, {}],
		[`${ENTERPRISE_USER_URN}:foo`, {}],
		['emails[type eq "work, or so"].value', { emails: [{ value: 'a@x' }] }],
		['constructor,toString,hasOwnProperty', {}],
		['meta', { meta: resource.meta }],
		['meta.version', { meta: { version: 'W/"1"' } }],
		['nothing', {}],
		['__proto__', {}],
	])('%s', (attributes, expected) => {
		expect(view(USER, attributes)).toEqual({ schemas, id, ...expected });
	});
});

describe('excludedAttributes hides what is named, except id and schemas (RFC 7644 §3.9)', () => {
	test.each([
		['userName', ['userName']],
		['id,schemas', []],
		['name.givenName,name.familyName', ['name']],
		[`${ENTERPRISE_USER_URN},${OTHER_URN}`, [ENTERPRISE_USER_URN, OTHER_URN]],
		['meta,EMAILS', ['meta', 'emails']],
		['nothing', []],
	])('%s', (excluded, hidden) => {
		const expected = Object.entries(resource).filter(([name]) => !hidden.includes(name));
		expect(view(USER, undefined, excluded)).toEqual(Object.fromEntries(expected));
	});

	test('hides sub-attributes', () => {
		const names = `name.givenName,${ENTERPRISE_USER_URN}:manager.value,${OTHER_URN}:a`;
		expect(view(USER, undefined, names)).toEqual({
			...resource,
			name: { familyName: 'Lee' },
			[ENTERPRISE_USER_URN]: { department: 'R', manager: { displayName: 'M' } },
			[OTHER_URN]: { b: 1 },
		});
	});
});

test.each([
	[undefined, undefined],
	['', ''],
	[' , ', undefined],
])('a parameter without names changes nothing (%o, %o)', (attributes, excluded) => {
	expect(view(USER, attributes, excluded)).toEqual(resource);
});

test('both parameters at once are invalidValue', () => {
	expect(readProjection(USER, 'userName', 'emails')).toMatchObject({
		ok: false,
		error: { status: 400, scimType: 'invalidValue' },
	});
});

describe('returned (RFC 7643 §7)', () => {
	const type: ResourceType = {
		...USER,
		schema: {
			...USER.schema,
			attributes: [
				attribute('fixed', 'always', { returned: 'always' }),
				attribute('secret', 'never', { returned: 'never' }),
				attribute('rare', 'request', { returned: 'request' }),
				complex('usual', 'default', [
					attribute('a', 'default'),
					attribute('rare', 'request', { returned: 'request' }),
				]),
			],
		},
	};
	const full = { fixed: '1', secret: '2', rare: '3', usual: { a: '4', rare: '5' } };
	test.each([
		[undefined, undefined, { fixed: '1', usual: { a: '4' } }],
		['rare', undefined, { fixed: '1', rare: '3' }],
		['secret', undefined, { fixed: '1' }],
		['usual', undefined, { fixed: '1', usual: { a: '4' } }],
		['usual.rare', undefined, { fixed: '1', usual: { rare: '5' } }],
		[undefined, 'fixed,usual.a', { fixed: '1' }],
	])('attributes=%s excludedAttributes=%s', (attributes, excluded, expected) => {
		const projection = readProjection(type, attributes, excluded);
		expect(projection.ok && project(type, full, projection.value)).toEqual(expected);
	});
});

describe('returned, of the attributes of an extension (RFC 7643 §7)', () => {
	const full = {
		schemas: [USER_URN, EXT],
		id: 'u1',
		userName: 'ann',
		[EXT]: {
			text: 'a',
			tags: ['x'],
			badge: { number: 1, labels: ['l'] },
			fixed: 'f',
			rare: 'r',
			hidden: 'h',
		},
	};
	const { text, tags, badge, fixed, rare } = full[EXT];
	const base = { schemas: full.schemas, id: 'u1' };
	test.each<[string | undefined, string | undefined, object]>([
		[undefined, undefined, { userName: 'ann', [EXT]: { text, tags, badge, fixed } }],
		['userName', undefined, { userName: 'ann', [EXT]: { fixed } }],
		[EXT, undefined, { [EXT]: { text, tags, badge, fixed } }],
		[`${EXT}:TAGS`, undefined, { [EXT]: { tags, fixed } }],
		[`${EXT}:badge.labels`, undefined, { [EXT]: { badge: { labels: ['l'] }, fixed } }],
		[`${EXT}:rare,${EXT}:hidden`, undefined, { [EXT]: { fixed, rare } }],
		[`${EXT},${EXT}:rare`, undefined, { [EXT]: { text, tags, badge, fixed, rare } }],
		['text', undefined, { [EXT]: { fixed } }],
		[undefined, EXT, { userName: 'ann', [EXT]: { fixed } }],
		[undefined, `${EXT}:fixed,${EXT}:text`, { userName: 'ann', [EXT]: { tags, badge, fixed } }],
		[
			undefined,
			`${EXT}:badge.number`,
			{ userName: 'ann', [EXT]: { text, tags, badge: { labels: ['l'] }, fixed } },
		],
	])('attributes=%s excludedAttributes=%s', (attributes, excluded, expected) => {
		const projection = readProjection(ANYONE, attributes, excluded);
		expect(projection.ok && project(ANYONE, full, projection.value)).toEqual({
			...base,
			...expected,
		});
	});
});

/** A PATCH of one value. */
function op(path: string | undefined, value: Json) {
	return { Operations: [{ op: 'replace', ...(path === undefined ? {} : { path }), value }] };
}

describe('returned "request": shown if the client specified it in the write (RFC 7643 §7)', () => {
	const type: ResourceType = {
		...USER,
		extensions: [
			{
				required: false,
				schema: {
					id: EXT,
					name: '',
					description: '',
					attributes: [
						attribute('text', ''),
						attribute('rare', '', { returned: 'request' }),
						complex('badge', '', [
							attribute('number', ''),
							attribute('rare', '', { returned: 'request' }),
						]),
						complex('case', '', [attribute('a', '')], { returned: 'request' }),
					],
				},
			},
		],
	};
	const badge = { number: '1', rare: 'b' };
	const full = { userName: 'ann', [EXT]: { text: 't', rare: 'r', badge, case: { a: 'x' } } };
	const base = { text: 't', badge: { number: '1' } };

	test.each<[string, object, object]>([
		['POST', { userName: 'ann' }, base],
		['POST', { userName: 'ann', [EXT]: { text: 't' } }, base],
		['POST', { [EXT.toUpperCase()]: { RARE: 'r' } }, { ...base, rare: 'r' }],
		['PUT', { [`${EXT}:rare`]: 'r' }, { ...base, rare: 'r' }],
		['PUT', { [EXT]: { badge: { RARE: 'b' } } }, { ...base, badge }],
		['PUT', { [EXT]: { case: { a: 'x' } } }, { ...base, case: { a: 'x' } }],
		['PATCH', op('title', 'x'), base],
		['PATCH', op(`${EXT}:rare`, 'r'), { ...base, rare: 'r' }],
		['PATCH', op(`${EXT}:badge.rare`, 'b'), { ...base, badge }],
		['PATCH', op(`${EXT}:badge`, { number: '1' }), base],
		['PATCH', op(`${EXT}:case.a`, 'x'), { ...base, case: { a: 'x' } }],
		['PATCH', op(undefined, { [EXT]: { rare: 'r' }, title: 'x' }), { ...base, rare: 'r' }],
		['PATCH', op('urn:x:y:z', 'r'), base],
		['PATCH', { Operations: 1 }, base],
	])('%s %j', (method, body, expected) => {
		const answer = withSpecified({ kind: 'default' }, specifiedIn(type, method, body));
		expect(project(type, full, answer)[EXT]).toEqual(expected);
	});

	test.each([
		[`${EXT}:text`, undefined, { text: 't' }],
		[undefined, `${EXT}:text`, { rare: 'r', badge: { number: '1' } }],
		[undefined, `${EXT}:rare`, base],
	])('attributes=%s and excludedAttributes=%s are heard', (attributes, excluded, expected) => {
		const asked = readProjection(type, attributes, excluded);
		const specified = specifiedIn(type, 'PUT', { [EXT]: { rare: 'r' } });
		const seen = asked.ok && project(type, full, withSpecified(asked.value, specified));
		expect(seen && seen[EXT]).toEqual(expected);
	});

	test('where nothing is returned on request, no body is looked into', () => {
		expect(specifiedIn(USER, 'POST', { userName: 'ann' })).toEqual([]);
	});
});

describe('values that were stored before their extension was declared', () => {
	const shown = {
		TEXT: 5,
		badge: 'b',
		devices: { value: 'd' },
		rooms: ['r', 5, null, [1], { floor: '1', other: 2 }],
		unknown: { a: [1] },
	};
	const old = { ...shown, Hidden: 'h' };

	test('are shown as they are', () => {
		const whole = { id: 'u1', [EXT]: old };
		expect(project(ANYONE, whole, { kind: 'default' })).toEqual({ id: 'u1', [EXT]: shown });
		const asked = readProjection(ANYONE, EXT);
		expect(asked.ok && project(ANYONE, whole, asked.value)).toEqual({ id: 'u1', [EXT]: shown });
	});

	test('in part, if only a part is asked for', () => {
		const asked = readProjection(ANYONE, `${EXT}:badge.number,${EXT}:rooms.floor,${EXT}:text`);
		expect(asked.ok && project(ANYONE, { [EXT]: old }, asked.value)).toEqual({
			[EXT]: { TEXT: 5, badge: 'b', rooms: ['r', 5, null, [1], { floor: '1' }] },
		});
	});
});

test.each([
	[undefined, undefined, true],
	['members', undefined, true],
	['MEMBERS.value', undefined, true],
	['displayName', undefined, false],
	[undefined, 'members', false],
	[undefined, 'members.value', true],
	[undefined, 'displayName', true],
])(
	'wants members with attributes=%s excludedAttributes=%s: %s',
	(attributes, excluded, expected) => {
		const projection = readProjection(GROUP, attributes, excluded);
		expect(projection.ok && wants(projection.value, 'members')).toBe(expected);
	},
);

/**
 * The places in a value, e.g. `/emails/#/type="work"`: without the numbers of elements, for those
 * that are left out move the ones after them.
 */
function placesIn(json: Json, at = ''): readonly string[] {
	return typeof json === 'object' && json !== null
		? [
				at,
				...Object.entries(json).flatMap(([name, value]) =>
					placesIn(value, `${at}/${isArray(json) ? '#' : name}`),
				),
			]
		: [`${at}=${JSON.stringify(json)}`];
}

function isPart(part: Json, whole: Json): boolean {
	const places = new Set(placesIn(whole));
	return placesIn(part).every((place) => places.has(place));
}

test('a body full of names or brackets is read in no time', () => {
	const names = Array.from({ length: 300_000 }, (_, at) => `urn:a:${at}`);
	for (const attributes of ['['.repeat(4_000_000), names.join()]) {
		const projection = readProjection(USER, attributes);
		for (let time = 0; time < 500; time += 1) {
			const seen = projection.ok && project(USER, resource, projection.value);
			expect(seen).toEqual({ schemas, id });
		}
	}
});

describe('laws', () => {
	const names = fc.constantFrom(
		'userName',
		'NAME',
		'name.givenName',
		'emails.value',
		'emails.type',
		'meta',
		'meta.version',
		'id',
		'schemas',
		'nothing',
		'__proto__',
		USER_URN,
		ENTERPRISE_USER_URN,
		`${ENTERPRISE_USER_URN}:manager`,
		`${ENTERPRISE_USER_URN}:manager.value`,
		OTHER_URN,
		`${OTHER_URN}:a`,
	);
	const lists = fc.array(names, { minLength: 1, maxLength: 6 });

	test('whoever names more sees no less', () => {
		fc.assert(
			fc.property(lists, lists, (some, others) => {
				const more = [...some, ...others].join();
				expect(isPart(view(USER, some.join()), view(USER, more))).toBe(true);
				expect(isPart(view(USER, undefined, more), view(USER, undefined, some.join()))).toBe(true);
			}),
		);
	});

	test('a view is a part of the whole, has id and schemas, and does not change when seen again', () => {
		fc.assert(
			fc.property(lists, fc.boolean(), (list, isExcluded) => {
				const parameters = isExcluded ? [undefined, list.join()] : [list.join()];
				const seen = view(USER, ...parameters);
				expect(isPart(seen, resource)).toBe(true);
				expect(seen).toMatchObject({ id, schemas });
				const projection = readProjection(USER, ...parameters);
				expect(projection.ok && project(USER, seen, projection.value)).toEqual(seen);
			}),
		);
	});

	test('what one list shows, the same list excluded hides', () => {
		fc.assert(
			fc.property(names, (name) => {
				const shown = view(USER, name);
				const rest = view(USER, undefined, name);
				const together = new Set([...placesIn(shown), ...placesIn(rest)]);
				for (const place of placesIn(resource)) expect(together).toContain(place);
			}),
		);
	});

	test('any text is a list of names, and any document can be seen', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.string().map((text) => `urn:${text}`),
				),
				fc.jsonValue(),
				(text, json) => {
					const projection = readProjection(ANYONE, text);
					expect(projection.ok).toBe(true);
					const document = {
						id: 'u',
						[EXT]: json as Json,
						'urn:x:y': json as Json,
						emails: json as Json,
					};
					const shown = projection.ok ? project(ANYONE, document, projection.value) : {};
					expect(shown).toMatchObject({ id: 'u' });
				},
			),
		);
	});
});
