/** What Security Event Tokens say (RFC 9967), made of real events and applied with the real PATCH. */
/// <reference types="node" />
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	membershipEvent,
	nestedGroupEvent,
	resourceEvent,
	updateEvent,
} from '../../src/directory/events.ts';
import { compileMapping, USUAL_MAPPING } from '../../src/directory/mapping.ts';
import type { NewEvent, StoredResource } from '../../src/directory/model.ts';
import { userProfile } from '../../src/directory/profile.ts';
import { remappedEvent } from '../../src/directory/remapping.ts';
import { isObject, type Json, type JsonObject } from '../../src/scim/json.ts';
import { parsePath } from '../../src/scim/path.ts';
import { readResource } from '../../src/scim/resource.ts';
import { GROUP } from '../../src/scim/schema/resource-types.ts';
import { SCIM_EVENT, toSet } from '../../src/webhook/set.ts';
import { ANYONE, EXT } from '../scim/everything.ts';
import { ENTERPRISE, patch, patchMembers } from '../scim/patch/patch.ts';

const DIRECTORY = { id: 'dir_1', tenant: 'acme', product: 'crm' };
const CONTEXT = {
	issuer: 'https://rollcall.example',
	audience: 'https://receiver.example/sets',
	endpointId: 'ep_1',
	issuedAtMs: 1_800_000_009_999,
};

const stored = (type: 'User' | 'Group', attributes: JsonObject): StoredResource => ({
	type,
	key: 1,
	id: type === 'User' ? 'u1' : 'g1',
	attributes,
	version: 3,
	createdAt: 0,
	modifiedAt: 1_800_000_000_000,
});

const TYPE = { User: ANYONE, Group: GROUP };

const ANNA = stored('User', { userName: 'anna', externalId: 'ext-1', active: true });
const CREW = stored('Group', { displayName: 'Crew' });
const CREW_RELATED = { key: 2, id: 'g1', type: 'Group', display: 'Crew' } as const;
const TEAM = { key: 3, id: 'g2', type: 'Group', display: 'Team' } as const;

const created = (resource: StoredResource) =>
	resourceEvent('evt_1', 'created', TYPE[resource.type], resource, USUAL_MAPPING);

/** The SET of an event, as the writer would have kept it. */
function setOf(event: NewEvent, method: 'PUT' | 'PATCH' | null = null) {
	const { id, type, resourceType, resourceId } = event;
	const data = JSON.stringify(event.data);
	const at = { sequence: 7, occurredAt: 1_800_000_001_234 };
	return toSet(DIRECTORY, { id, type, resourceType, resourceId, data, method, ...at }, CONTEXT);
}

/** The `events` claim of an update. */
function eventsOfUpdate(
	type: 'User' | 'Group',
	before: JsonObject,
	after: JsonObject,
	method: 'PUT' | 'PATCH' = 'PATCH',
) {
	const event = updateEvent(
		'evt_1',
		TYPE[type],
		stored(type, before),
		stored(type, after),
		USUAL_MAPPING,
	);
	return setOf(event, method).events;
}

const patchOp = (...operations: object[]) => ({
	schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
	Operations: operations,
});

test('the claims around the events are those of RFC 8417 §2.2 and RFC 9967 §2.1', () => {
	const { events, ...claims } = setOf(created(ANNA));
	expect(claims).toEqual({
		iss: 'https://rollcall.example',
		iat: 1_800_000_009,
		jti: 'evt_1.ep_1',
		aud: 'https://receiver.example/sets',
		txn: 'evt_1',
		toe: 1_800_000_001,
		sub_id: { format: 'scim', uri: '/Users/u1', externalId: 'ext-1' },
		directory_id: 'dir_1',
		tenant: 'acme',
		product: 'crm',
		sequence: 7,
	});
	expect(Object.keys(events)).toEqual(['urn:ietf:params:scim:event:prov:create:full']);
});

test('a new attribute mapping, which changes no attribute, is told as the resource that there is', () => {
	const definition = { fields: {}, custom_attributes: { name: ['userName'] } };
	const mapping = compileMapping(definition, ANYONE);
	const event = remappedEvent(() => 'evt_1', ANNA, USUAL_MAPPING, mapping);
	if (event === undefined) throw new Error('It changes the profile.');
	expect(setOf(event, event.method).events).toEqual({
		[SCIM_EVENT.put]: { data: raw(ANNA), version: 'W/"3"' },
	});
});

const raw = (resource: StoredResource) => created(resource).data['raw'];
const version = 'W/"3"';

/** What an event has, by how its URI ends. */
const CONTENT: Readonly<Record<string, string[]>> = { full: ['data'], notice: ['attributes'] };

describe('RFC 9967 §2.4', () => {
	test.each<[string, NewEvent, object]>([
		[
			'2.4.1 a created user is told whole',
			created(ANNA),
			{ [SCIM_EVENT.create]: { data: raw(ANNA), version } },
		],
		[
			'2.4.1 a created group is told without its members, which follow',
			created(CREW),
			{ [SCIM_EVENT.create]: { data: raw(CREW), version } },
		],
		[
			'2.4.4 a deletion has no attributes',
			resourceEvent('evt_1', 'deleted', ANYONE, ANNA, USUAL_MAPPING),
			{ [SCIM_EVENT.delete]: {} },
		],
		[
			'2.4.2 a new member is a PATCH of the group',
			membershipEvent('evt_1', true, CREW_RELATED, userProfile(ANNA, USUAL_MAPPING)),
			{
				[SCIM_EVENT.patch]: {
					data: patchOp({
						op: 'add',
						path: 'members',
						value: [{ value: 'u1', type: 'User', $ref: '/Users/u1' }],
					}),
				},
			},
		],
		[
			'2.4.2 so is one that goes',
			membershipEvent('evt_1', false, CREW_RELATED, userProfile(ANNA, USUAL_MAPPING)),
			{
				[SCIM_EVENT.patch]: {
					data: patchOp({ op: 'remove', path: 'members[value eq "u1"]' }),
				},
			},
		],
		[
			'2.4.2 so is a nested group that comes',
			nestedGroupEvent('evt_1', true, GROUP, CREW, TEAM),
			{
				[SCIM_EVENT.patch]: {
					data: patchOp({
						op: 'add',
						path: 'members',
						value: [{ value: 'g2', type: 'Group', display: 'Team', $ref: '/Groups/g2' }],
					}),
					version,
				},
			},
		],
		[
			'2.4.2 and one that goes',
			nestedGroupEvent('evt_1', false, GROUP, CREW, TEAM),
			{
				[SCIM_EVENT.patch]: {
					data: patchOp({ op: 'remove', path: 'members[value eq "g2"]' }),
					version,
				},
			},
		],
	])('%s', (_name, event, expected) => {
		const set = setOf(event);
		expect(set.events).toEqual(expected);
		expect(set.sub_id.uri).toBe(event.type.startsWith('user.') ? '/Users/u1' : '/Groups/g1');
	});

	test.each<[string, JsonObject, JsonObject, object[]]>([
		['a value', { title: 'a' }, { title: 'b' }, [{ op: 'replace', path: 'title', value: 'b' }]],
		['a new value', {}, { title: 'b' }, [{ op: 'add', path: 'title', value: 'b' }]],
		['no value', { title: 'a' }, {}, [{ op: 'remove', path: 'title' }]],
		[
			'a part',
			{ name: { givenName: 'A' } },
			{ name: { givenName: 'B' } },
			[{ op: 'replace', path: 'name.givenName', value: 'B' }],
		],
		[
			'an attribute of an extension',
			{},
			{ [ENTERPRISE]: { manager: { value: 'm' } } },
			[{ op: 'add', path: `${ENTERPRISE}:manager.value`, value: 'm' }],
		],
	])('2.4.2 a PATCH that gives %s', (_name, before, after, operations) => {
		expect(eventsOfUpdate('User', before, after)).toEqual({
			[SCIM_EVENT.patch]: { data: patchOp(...operations), version },
		});
	});

	test('2.4.3 a PUT of a user is told whole', () => {
		const after = { userName: 'anna', active: true, title: 'b' };
		expect(eventsOfUpdate('User', { userName: 'anna', active: true }, after, 'PUT')).toEqual({
			[SCIM_EVENT.put]: { data: raw(stored('User', after)), version },
		});
	});

	test('2.4.3 a PUT of a group is told as a PATCH: told whole it would seem to lose its members', () => {
		expect(eventsOfUpdate('Group', { displayName: 'a' }, { displayName: 'b' }, 'PUT')).toEqual({
			[SCIM_EVENT.patch]: {
				data: patchOp({ op: 'replace', path: 'displayName', value: 'b' }),
				version,
			},
		});
	});

	test('what no path can name is told whole of a user, and as a notice of a group', () => {
		const after = { 'urn:x:y': { a: { b: { c: 1, d: 2 } } } };
		expect(eventsOfUpdate('User', {}, after)).toEqual({
			[SCIM_EVENT.put]: { data: raw(stored('User', after)), version },
		});
		expect(eventsOfUpdate('Group', {}, after)).toEqual({
			[SCIM_EVENT.patchNotice]: { attributes: ['urn:x:y:a'], version },
		});
	});

	test.each<[string, JsonObject, JsonObject, string[]]>([
		['true to false', { active: true }, { active: false }, [SCIM_EVENT.deactivate]],
		['false to true', { active: false }, { active: true }, [SCIM_EVENT.activate]],
		['absent to true', {}, { active: true }, []],
		['absent to false', {}, { active: false }, [SCIM_EVENT.deactivate]],
		['something else', { title: 'a' }, { title: 'b' }, []],
	])('2.4.5, 2.4.6 %s stands beside the update in the same SET', (_name, before, after, uris) => {
		expect(Object.keys(eventsOfUpdate('User', before, after))).toEqual([SCIM_EVENT.patch, ...uris]);
		expect(Object.keys(eventsOfUpdate('User', before, after, 'PUT'))).toEqual([
			SCIM_EVENT.put,
			...uris,
		]);
	});

	test('2.4 what is full has data, what is a notice has attributes, and the rest has neither', () => {
		const deep = { 'urn:x:y': { a: { b: { c: 1 } } } };
		const all = [
			setOf(created(ANNA)).events,
			setOf(resourceEvent('evt_1', 'deleted', ANYONE, ANNA, USUAL_MAPPING)).events,
			eventsOfUpdate('User', { active: true }, { active: false }),
			eventsOfUpdate('User', { active: false }, { active: true }, 'PUT'),
			eventsOfUpdate('Group', {}, deep),
		].flatMap((events) => Object.entries(events));
		for (const [uri, payload] of all) {
			const names = Object.keys(payload).filter((name) => name !== 'version');
			const qualifier = uri.split(':').at(-1) ?? '';
			expect(names, uri).toEqual(CONTENT[qualifier] ?? []);
		}
		expect(new Set(all.map(([uri]) => uri))).toEqual(new Set(Object.values(SCIM_EVENT)));
	});

	test('what is about no SCIM resource is a mistake of the caller', () => {
		const event = {
			...created(ANNA),
			type: 'directory.created',
		} as const;
		expect(() => setOf(event)).toThrow(/directory\.created/);
	});
});

const word = fc.constantFrom('a', 'b', 'c', '');
const record = fc.record(
	{ value: word, type: fc.constantFrom('work', 'home'), display: word, primary: fc.boolean() },
	{ requiredKeys: [] },
);
const labels = fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 });
const undeclared: fc.Arbitrary<unknown> = fc.oneof(
	word,
	fc.boolean(),
	fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
	fc.record({ p: word, q: labels }, { requiredKeys: [] }),
);
const users: fc.Arbitrary<JsonObject> = fc
	.record(
		{
			title: word,
			active: fc.boolean(),
			name: fc.record({ givenName: word, familyName: word }, { requiredKeys: [] }),
			emails: fc.array(record, { maxLength: 3 }),
			[ENTERPRISE]: fc.record(
				{
					department: word,
					manager: fc.record({ value: word, $ref: word }, { requiredKeys: [] }),
				},
				{ requiredKeys: [] },
			),
			[EXT]: fc.record(
				{
					text: word,
					tags: labels,
					badge: fc.record({ value: word, labels }, { requiredKeys: [] }),
				},
				{ requiredKeys: [] },
			),
			'urn:x:2.0:User': fc.record({ d: undeclared, e: undeclared }, { requiredKeys: [] }),
		},
		{ requiredKeys: [] },
	)
	.map((attributes) => readResource(ANYONE, { userName: 'u', ...(attributes as JsonObject) }))
	.filter((read) => read.ok)
	.map((read) => read.value.attributes);

const EMPTY = new Set(['null', '""', '[]', '{}']);

/** What is empty is unassigned (RFC 7643 §2.5). */
function assigned(json: Json): Json {
	if (!isObject(json)) return json;
	const parts = Object.entries(json).map(([name, value]): [string, Json] => [
		name,
		assigned(value),
	]);
	return Object.fromEntries(parts.filter(([, value]) => !EMPTY.has(JSON.stringify(value))));
}

test('a PATCH in a SET makes of the user before the user after', () => {
	fc.assert(
		fc.property(users, users, (before, after) => {
			const events = eventsOfUpdate('User', before, after);
			const told = events[SCIM_EVENT.patch] as { data: { Operations: { path: string }[] } };
			expect(told, 'every path can be named').toBeDefined();
			for (const { path } of told.data.Operations) expect(parsePath(path, ANYONE).ok).toBe(true);
			const patched = patch(ANYONE, before, told.data);
			expect(patched.ok && assigned(patched.value.attributes)).toEqual(assigned(after));
		}),
		{ numRuns: 500 },
	);
});

const operationsOf = (event: NewEvent) =>
	(setOf(event).events[SCIM_EVENT.patch] as { data: { Operations: object[] } }).data.Operations;

test('a PATCH of members in a SET is one that the service itself understands', () => {
	const come = membershipEvent('evt_1', true, CREW_RELATED, userProfile(ANNA, USUAL_MAPPING));
	const go = membershipEvent('evt_1', false, CREW_RELATED, userProfile(ANNA, USUAL_MAPPING));
	expect(patchMembers(operationsOf(come))).toEqual([{ kind: 'add', members: [{ value: 'u1' }] }]);
	expect(patchMembers(operationsOf(go))).toEqual([{ kind: 'remove', members: [{ value: 'u1' }] }]);
});

test('docs/sets.md shows a SET as they are', () => {
	const page = readFileSync('docs/sets.md', 'utf8');
	const shown = [...page.matchAll(/```json\n([\s\S]*?)```/g)]
		.map(([, json = '']) => JSON.parse(json) as Record<string, unknown>)
		.find((json) => 'iss' in json);
	const before = { userName: 'anna', externalId: '00u1a2b3', active: true };
	const after = { ...stored('User', { ...before, active: false }), version: 7 };
	const event = updateEvent('evt_1', ANYONE, stored('User', before), after, USUAL_MAPPING);
	const { events, sub_id: subject, ...claims } = setOf(event, 'PATCH');
	expect(shown).toMatchObject({ events, sub_id: { format: 'scim', externalId: '00u1a2b3' } });
	expect(Object.keys(shown ?? {}).toSorted()).toEqual(
		[...Object.keys(claims), 'events', 'sub_id'].toSorted(),
	);
	expect(Object.keys(subject)).toEqual(Object.keys(shown?.['sub_id'] as object));
	const uris = [...page.matchAll(/`(prov:[a-z:]+)`/g)].map(
		([, uri]) => `urn:ietf:params:scim:event:${uri}`,
	);
	expect(new Set(uris)).toEqual(new Set(Object.values(SCIM_EVENT)));
});
