/** Attribute mapping: what a path may name and what it finds, and whose profile a new mapping changes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	applyMapping,
	checkMapping,
	compileMapping,
	definitionOf,
	mappingText,
	parseMapping,
	unmatchedPaths,
	USUAL_MAPPING,
	USUAL_PATHS,
	type MappingDefinition,
} from '../../src/directory/mapping.ts';
import type { StoredResource } from '../../src/directory/model.ts';
import { isActive, userProfile } from '../../src/directory/profile.ts';
import { profileChanges, remappedEvent } from '../../src/directory/remapping.ts';
import type { Json, JsonObject } from '../../src/scim/json.ts';
import { declareSchema } from '../../src/scim/schema/declare.ts';
import { withDeclared } from '../../src/scim/schema/resource-types.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const BADGE = 'urn:acme:scim:schemas:badge:2.0:User';
const FOREIGN = 'urn:vendor:ext:2.0:User';

const declared = declareSchema({
	id: BADGE,
	name: 'Badge',
	resourceType: 'User',
	required: false,
	attributes: [
		{ name: 'level', type: 'integer' },
		{ name: 'pin', mutability: 'writeOnly', returned: 'never' },
		{
			name: 'lock',
			type: 'complex',
			subAttributes: [
				{ name: 'name' },
				{ name: 'code', mutability: 'writeOnly', returned: 'never' },
			],
		},
		{
			name: 'keys',
			type: 'complex',
			multiValued: true,
			subAttributes: [
				{ name: 'value' },
				{ name: 'type' },
				{ name: 'pin', mutability: 'writeOnly', returned: 'never' },
			],
		},
	],
});
if (!declared.ok) throw new Error(JSON.stringify(declared.error));
const TYPE = withDeclared([declared.value]).User;

const ANNA: JsonObject = {
	userName: 'anna',
	externalId: '00u1',
	title: 'Engineer',
	nickName: '',
	name: { givenName: 'Anna', familyName: 'Berg' },
	emails: [
		{ value: 'home@example.com', type: 'home' },
		{ value: 'anna@example.com', type: 'Work', primary: true },
		{ type: 'other' },
	],
	phoneNumbers: [
		{ value: '1', type: 'work' },
		{ value: '2', type: 'mobile' },
	],
	addresses: [],
	active: true,
	[ENTERPRISE]: { costCenter: '4130', manager: { value: 'm1', displayName: 'Max' } },
	[BADGE]: {
		level: 7,
		pin: 'SECRET',
		lock: { name: 'front', code: 'SECRET' },
		keys: [
			{ value: 'k1', type: 'main', pin: 'SECRET' },
			{ value: 'k2', type: 'spare', pin: 'SECRET' },
		],
	},
	'URN:vendor:EXT:2.0:User': {
		Region: 'EMEA',
		'dotted.name': 'yes',
		site: { City: 'Bern', floors: [{ no: 1 }, { no: 2 }] },
		tags: ['a', 'b'],
		ratio: 0.5,
		none: null,
		isNew: false,
		empty: {},
	},
};

const user = (attributes: JsonObject, more: Partial<StoredResource> = {}): StoredResource => ({
	type: 'User',
	key: 1,
	id: 'u1',
	attributes,
	version: 1,
	createdAt: 0,
	modifiedAt: 0,
	...more,
});

const custom = (...paths: string[]): MappingDefinition => ({
	fields: {},
	custom_attributes: { it: paths },
});
const email = (...paths: string[]): MappingDefinition => ({
	fields: { email: paths },
	custom_attributes: {},
});
const customOf = (...paths: string[]) =>
	applyMapping(compileMapping(custom(...paths), TYPE), ANNA).customAttributes['it'];
const emailOf = (attributes: JsonObject, ...paths: string[]) =>
	applyMapping(compileMapping(email(...paths), TYPE), attributes).fields.email;

describe('a custom attribute has what its path finds (RFC 7644 §3.5.2)', () => {
	test.each<[string, Json]>([
		['title', 'Engineer'],
		['TITLE', 'Engineer'],
		['active', true],
		['externalId', '00u1'],
		['name.familyName', 'Berg'],
		['name', { givenName: 'Anna', familyName: 'Berg' }],
		['urn:ietf:params:scim:schemas:core:2.0:User:title', 'Engineer'],
		['phoneNumbers.value', ['1', '2']],
		['emails.value', ['home@example.com', 'anna@example.com']],
		['emails[type eq "work"].value', 'anna@example.com'],
		['emails[primary eq true].value', 'anna@example.com'],
		['emails[type eq "home"]', { value: 'home@example.com', type: 'home' }],
		['emails[not (type eq "home")].value', 'anna@example.com'],
		['emails[type eq "fax"].value', null],
		[`${ENTERPRISE}:costCenter`, '4130'],
		[`${ENTERPRISE.toLowerCase()}:COSTCENTER`, '4130'],
		[`${ENTERPRISE}:manager.displayName`, 'Max'],
		[ENTERPRISE, { costCenter: '4130', manager: { value: 'm1', displayName: 'Max' } }],
		[`${BADGE}:level`, 7],
		[`${BADGE}:keys[type eq "spare"].value`, 'k2'],
		[`${BADGE}:keys.value`, ['k1', 'k2']],
		// Undeclared: the document tells what a name means, in whatever letter case.
		[`${FOREIGN}:region`, 'EMEA'],
		[`${FOREIGN}:dotted.name`, 'yes'],
		[`${FOREIGN}:site.city`, 'Bern'],
		[`${FOREIGN}:site.floors`, [{ no: 1 }, { no: 2 }]],
		[`${FOREIGN}:tags`, ['a', 'b']],
		[`${FOREIGN}:ratio`, 0.5],
		[`${FOREIGN}:isNew`, false],
		[`${FOREIGN}:none`, null],
		[`${FOREIGN}:empty`, null],
		[`${FOREIGN}:missing`, null],
		[`${FOREIGN}:site.city.name`, null],
		['urn:nobody:has:this', null],
		// Nothing is assigned (RFC 7643 §2.5).
		['nickName', null],
		['addresses', null],
		['addresses.locality', null],
		['roles', null],
	])('%s', (path, value) => {
		expect(checkMapping(custom(path), TYPE)).toEqual([]);
		expect(customOf(path)).toEqual(value);
	});

	test('or the first of several paths that has a value', () => {
		expect(customOf('nickName', 'addresses', `${FOREIGN}:none`, 'title', 'userName')).toBe(
			'Engineer',
		);
	});
});

describe('a field of the profile has text', () => {
	test.each<[string, Json, string | null]>([
		['text', 'x@example.com', 'x@example.com'],
		['a number, as it is written', 42, '42'],
		['a boolean, as it is written', false, 'false'],
		['the first of several values', ['x', 'y'], 'x'],
		['the value of an object (RFC 7643 §2.4)', { value: 'x', type: 'work' }, 'x'],
		['the value of the first object', [{ value: 'x' }, { value: 'y' }], 'x'],
		['nothing of an object without a value', { type: 'work' }, null],
		['nothing of lists in lists', [['x']], null],
		['nothing of empty text', '', null],
	])('of %s', (_name, value, expected) => {
		expect(emailOf({ [FOREIGN]: { mail: value } }, `${FOREIGN}:mail`)).toBe(expected);
	});

	test('and goes on to the next path where there is none', () => {
		const attributes = { [FOREIGN]: { mail: { type: 'work' } }, title: 'x' };
		expect(emailOf(attributes, `${FOREIGN}:mail`, 'title')).toBe('x');
	});

	test.each([
		['anna', null],
		['anna@example.com', 'anna@example.com'],
	])('as e-mail address, a userName only if it looks like one: %s', (userName, expected) => {
		expect(emailOf({ userName }, 'userName')).toBe(expected);
	});
});

describe('a path is refused, with its place', () => {
	test.each<[string, MappingDefinition, string]>([
		['that names nothing', custom('title', 'nope'), 'custom_attributes.it.1'],
		['that is empty', custom(''), 'custom_attributes.it.0'],
		['with a bad filter', custom('emails[type eq].value'), 'custom_attributes.it.0'],
		['with a filter on one value', custom('name[givenName eq "x"]'), 'custom_attributes.it.0'],
		['of no part', custom('name.nope'), 'custom_attributes.it.0'],
		[
			'of an undeclared name in a declared extension',
			custom(`${BADGE}:x`),
			'custom_attributes.it.0',
		],
		['to __proto__', custom('urn:x:y:__proto__'), 'custom_attributes.it.0'],
		['to the password', custom('password'), 'custom_attributes.it.0'],
		['to what is never returned', custom(`${BADGE}:pin`), 'custom_attributes.it.0'],
		['to a part that never is', custom(`${BADGE}:lock.code`), 'custom_attributes.it.0'],
		[
			'to such a part of one value',
			custom(`${BADGE}:keys[type eq "a"].pin`),
			'custom_attributes.it.0',
		],
		[
			'that asks for what is never returned',
			custom(`${BADGE}:keys[pin eq "a"]`),
			'custom_attributes.it.0',
		],
		['to the id', custom('id'), 'custom_attributes.it.0'],
		['to metadata', custom('meta.created'), 'custom_attributes.it.0'],
		['to groups', custom('groups.value'), 'custom_attributes.it.0'],
		['to a complex attribute, for text', email('title', 'emails'), 'fields.email.1'],
		['to a whole extension, for text', email(ENTERPRISE), 'fields.email.0'],
	])('%s', (_name, definition, field) => {
		expect(checkMapping(definition, TYPE)).toEqual([
			{ field, detail: expect.stringMatching(/\S/) },
		]);
	});
});

describe('what is never returned', () => {
	test('is left out of a value that is mapped whole', () => {
		const all = compileMapping(
			{
				fields: {},
				custom_attributes: { badge: [BADGE], lock: [`${BADGE}:lock`], keys: [`${BADGE}:keys`] },
			},
			TYPE,
		);
		expect(JSON.stringify(userProfile(user(ANNA), all))).not.toContain('SECRET');
		expect(userProfile(user(ANNA), all)['custom_attributes']).toMatchObject({
			badge: { level: 7, lock: { name: 'front' } },
			lock: { name: 'front' },
			keys: [
				{ value: 'k1', type: 'main' },
				{ value: 'k2', type: 'spare' },
			],
		});
	});

	test('is left out of what was mapped before its schema was declared', () => {
		const definition: MappingDefinition = {
			fields: { email: [`${BADGE}:pin`] },
			custom_attributes: { pin: [`${BADGE}:pin`], badge: [BADGE], code: [`${BADGE}:lock.code`] },
		};
		const { User: before } = withDeclared([]);
		expect(checkMapping(definition, before)).toEqual([]);
		const text = mappingText(definition);
		expect(JSON.stringify(userProfile(user(ANNA), parseMapping(text, before)))).toContain('SECRET');
		expect(JSON.stringify(userProfile(user(ANNA), parseMapping(text, TYPE)))).not.toContain(
			'SECRET',
		);
	});
});

test('a path whose schema is declared no longer feeds nothing, and feeds again when it is', () => {
	const text = mappingText(custom(`${BADGE}:keys[type eq "spare"].value`));
	const of = (type: typeof TYPE) => applyMapping(parseMapping(text, type), ANNA).customAttributes;
	expect(of(withDeclared([]).User)).toEqual({ it: null });
	expect(of(TYPE)).toEqual({ it: 'k2' });
});

test('what is kept says the same as what was given, and nothing where nothing is mapped', () => {
	const definition = {
		fields: { last_name: ['title'], email: ['userName'] },
		custom_attributes: { b: ['title'], a: ['nickName', 'title'] },
	};
	expect(definitionOf(mappingText(definition))).toEqual(definition);
	const { fields, custom_attributes } = definition;
	const reordered = {
		fields: { email: fields.email, last_name: fields.last_name },
		custom_attributes: { a: custom_attributes.a, b: custom_attributes.b },
	};
	expect(mappingText(reordered)).toBe(mappingText(definition));
	expect(mappingText({ fields: {}, custom_attributes: {} })).toBeNull();
	expect(definitionOf(null)).toEqual({ fields: {}, custom_attributes: {} });
});

test('paths that have a value in no document are told, each by its place', () => {
	const definition = {
		fields: { email: ['emails[type eq "fax"].value', 'emails.value'] },
		custom_attributes: { a: ['nickName'], b: ['title'] },
	};
	expect(unmatchedPaths(definition, TYPE, [{ userName: 'bert' }, ANNA])).toEqual([
		{ field: 'fields.email.0', path: 'emails[type eq "fax"].value' },
		{ field: 'custom_attributes.a.0', path: 'nickName' },
	]);
	expect(unmatchedPaths(definition, TYPE, [])).toHaveLength(4);
});

const text = fc.option(fc.constantFrom('', 'x', 'a@example.com'), { nil: undefined });
const optional = (json: Record<string, unknown>) => JSON.parse(JSON.stringify(json)) as JsonObject;
const emails = fc.array(
	fc.record({ value: text, type: fc.constantFrom('work', 'home'), primary: fc.boolean() }),
	{ maxLength: 3 },
);
const anyUser = fc
	.record({
		userName: fc.constantFrom('anna', 'anna@example.com'),
		externalId: text,
		displayName: text,
		title: text,
		name: fc.option(fc.record({ givenName: text, familyName: text, formatted: text })),
		emails: fc.option(emails),
		active: fc.option(fc.boolean(), { nil: undefined }),
		[ENTERPRISE]: fc.option(fc.record({ costCenter: text, department: text }), { nil: undefined }),
	})
	.map((attributes) => user(optional(attributes)));

/** The fields of a profile as they were before there were mappings. */
function formerProfile({ id, attributes, createdAt, modifiedAt }: StoredResource) {
	const { userName, externalId = null, displayName, name, emails: addresses } = attributes;
	const { givenName = null, familyName = null, formatted = null } = (name ?? {}) as JsonObject;
	const all = (addresses ?? []) as { value?: string; primary?: boolean }[];
	const address = (all.find(({ primary }) => primary === true) ?? all[0])?.value;
	return {
		id,
		external_id: externalId,
		user_name: userName,
		email: address ?? (typeof userName === 'string' && userName.includes('@') ? userName : null),
		first_name: givenName,
		last_name: familyName,
		display_name: displayName ?? formatted,
		active: isActive(attributes),
		created_at: new Date(createdAt).toISOString(),
		updated_at: new Date(modifiedAt).toISOString(),
	};
}

describe('for any user', () => {
	test('a profile without mapping has what profiles always had, and no custom attributes', () => {
		fc.assert(
			fc.property(anyUser, (anyone) => {
				const expected = { ...formerProfile(anyone), custom_attributes: {} };
				expect(userProfile(anyone, USUAL_MAPPING)).toEqual(expected);
				expect(userProfile(anyone, parseMapping(null, TYPE))).toEqual(expected);
			}),
		);
	});

	test('whose values are none of them empty, the paths that are shown as usual say the same', () => {
		const usual = compileMapping({ fields: USUAL_PATHS, custom_attributes: {} }, TYPE);
		const hasGaps = (json: Json): boolean =>
			json === '' ||
			(typeof json === 'object' && json !== null && Object.values(json).some(hasGaps));
		const isWhole = ({ attributes }: StoredResource) =>
			!hasGaps(attributes) &&
			((attributes['emails'] ?? []) as JsonObject[]).every((each) => 'value' in each);
		fc.assert(
			fc.property(anyUser.filter(isWhole), (anyone) => {
				expect(userProfile(anyone, usual)).toEqual(userProfile(anyone, USUAL_MAPPING));
			}),
		);
	});

	const path = fc.constantFrom(
		'userName',
		'title',
		'emails.value',
		'emails[type eq "work"].value',
		'name.givenName',
		`${ENTERPRISE}:costCenter`,
		`${FOREIGN}:nobody`,
	);
	const paths = fc.array(path, { minLength: 1, maxLength: 2 });
	const anyMapping = fc
		.record({
			fields: fc.record(
				{ email: paths, first_name: paths, display_name: paths },
				{ requiredKeys: [] },
			),
			custom_attributes: fc.dictionary(fc.constantFrom('a', 'b'), paths),
		})
		.map((definition) => parseMapping(mappingText(definition), TYPE));

	test('a new mapping is told exactly if a field differs, with the profile and the resource', () => {
		fc.assert(
			fc.property(anyUser, anyMapping, anyMapping, (anyone, from, to) => {
				const before = userProfile(anyone, from);
				const after = userProfile(anyone, to);
				const event = remappedEvent(() => 'evt_1', anyone, from, to);
				expect(event === undefined).toBe(sameProfile(before, after));
				if (event === undefined) return;
				expect(event).toMatchObject({ id: 'evt_1', type: 'user.updated', resourceId: 'u1' });
				expect(event.data).toMatchObject({ ...after, changes: profileChanges(before, after) });
				expect(event.data['raw']).toMatchObject({ ...anyone.attributes, id: 'u1' });
				const changes = event.data['changes'] as { path: string; from: Json; to: Json }[];
				for (const { path: field, from: was, to: is } of changes) {
					expect(was).toEqual(fieldOf(before, field));
					expect(is).toEqual(fieldOf(after, field));
				}
			}),
		);
	});

	test('the same mapping is told to nobody', () => {
		fc.assert(
			fc.property(anyUser, anyMapping, (anyone, mapping) => {
				expect(remappedEvent(() => 'evt_1', anyone, mapping, mapping)).toBeUndefined();
			}),
		);
	});
});

function fieldOf(profile: JsonObject, path: string): Json {
	const [name = '', inner] = path.split('.');
	const value = profile[name] ?? null;
	return inner === undefined ? value : ((value as JsonObject)[inner] ?? null);
}

function sameProfile(left: JsonObject, right: JsonObject): boolean {
	return JSON.stringify(withoutGaps(left)) === JSON.stringify(withoutGaps(right));
}

/** A custom attribute that is null may as well be missing. */
function withoutGaps({ custom_attributes: attributes, ...fields }: JsonObject) {
	const assigned = Object.entries(attributes as JsonObject).filter(([, value]) => value !== null);
	return [fields, assigned.toSorted(([a], [b]) => (a < b ? -1 : 1))];
}

test('changes of a profile are whole fields: a custom attribute is not taken apart', () => {
	const before = {
		email: 'a',
		custom_attributes: { boss: { value: 'm1' }, gone: 'x', null: null },
	};
	const after = { email: 'a', custom_attributes: { boss: { value: 'm2' }, came: [1] } };
	expect(profileChanges(before, after)).toEqual([
		{ path: 'custom_attributes.boss', from: { value: 'm1' }, to: { value: 'm2' } },
		{ path: 'custom_attributes.came', from: null, to: [1] },
		{ path: 'custom_attributes.gone', from: 'x', to: null },
	]);
});
