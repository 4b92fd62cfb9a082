/** Every refusal names what it is about and says what is expected (RFC 7644 §3.12). */
import { describe, expect, test } from 'vitest';
import { errorBody } from '../../src/scim/errors.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { readProjection } from '../../src/scim/projection.ts';
import { readResource } from '../../src/scim/resource.ts';
import { GROUP, USER } from '../../src/scim/schema/resource-types.ts';
import { ENTERPRISE_USER_URN, USER_URN } from '../../src/scim/urns.ts';
import { body, patch } from './patch/patch.ts';

const EMAIL_PARTS = 'only value, display, type, primary';
const LONG = 'x'.repeat(5_000);

describe('POST and PUT', () => {
	test.each<[unknown, string, string]>([
		['x', 'invalidSyntax', 'The body must be a JSON object.'],
		[{}, 'invalidValue', '"userName" is required.'],
		[{ userName: 5 }, 'invalidValue', '"userName" must be a string'],
		[
			{ userName: 'a', schemas: [] },
			'invalidSyntax',
			`"schemas" must be an array of URNs that includes "${USER_URN}".`,
		],
		[{ userName: 'a', active: 'maybe' }, 'invalidValue', '"active" must be true or false.'],
		[{ userName: 'a', name: 'Ann' }, 'invalidValue', '"name" must be an object.'],
		[
			{ userName: 'a', name: { givenName: [1] } },
			'invalidValue',
			'"name.givenName" must be a string',
		],
		[{ userName: 'a', profileUrl: 'a b' }, 'invalidValue', '"profileUrl" must be a URI'],
		[{ userName: 'a', photos: [{ value: 5 }] }, 'invalidValue', '"photos.value" must be a URI'],
		[
			{ userName: 'a', x509Certificates: 'a' },
			'invalidValue',
			'"x509Certificates.value" must be base64',
		],
		[
			{
				userName: 'a',
				roles: [
					{ value: 'a', primary: true },
					{ value: 'b', primary: true },
				],
			},
			'invalidValue',
			'"roles" must have at most one value with "primary": true.',
		],
		[
			{ userName: 'a', roles: Array.from({ length: 201 }, (_, role) => `${role}`) },
			'tooMany',
			'"roles" may have 200 values at most.',
		],
		[
			{ userName: 'a', [ENTERPRISE_USER_URN]: 'x' },
			'invalidValue',
			`"${ENTERPRISE_USER_URN}" must be an object.`,
		],
		[
			{ userName: 'a', [ENTERPRISE_USER_URN]: { manager: [], department: 5 } },
			'invalidValue',
			`"${ENTERPRISE_USER_URN}:department" must be a string`,
		],
		[
			{ userName: 'a', 'urn:x:y': { a: '\0' } },
			'invalidValue',
			'"urn:x:y" must nest at most 10 levels',
		],
		[
			{ userName: 'a', 'urn:x:y': { a: Number.POSITIVE_INFINITY } },
			'invalidValue',
			'finite numbers',
		],
	])('%j: %s', (request, scimType, detail) => {
		const read = readResource(USER, request);
		expect(read).toMatchObject({ ok: false, error: { status: 400, scimType } });
		expect(!read.ok && read.error.detail).toContain(detail);
	});

	test.each([[{ members: [{ display: 'x' }] }], [{ members: 5 }]])('%j', (request) => {
		const read = readResource(GROUP, { displayName: 'g', ...request });
		expect(!read.ok && read.error.detail).toBe(
			'Each of "members" must have the id of a resource as "value".',
		);
	});
});

describe('PATCH', () => {
	const ann: JsonObject = { userName: 'ann', emails: [{ value: 'a', type: 'work' }] };
	test.each<[object, string, string]>([
		[{}, 'invalidSyntax', '"op" must be "add", "replace" or "remove".'],
		[
			{ op: 'test', path: 'title', value: 'x' },
			'invalidSyntax',
			'"op" must be "add", "replace" or "remove".',
		],
		[{ op: 'add', path: 5, value: 'x' }, 'invalidPath', '"path" must be a string.'],
		[{ op: 'add', path: 'title' }, 'invalidValue', '"add" and "replace" need a "value".'],
		[
			{ op: 'add', value: 'x' },
			'invalidValue',
			'Without "path", "value" must be an object of attributes.',
		],
		[{ op: 'remove' }, 'noTarget', 'A "remove" needs a "path".'],
		[
			{ op: 'add', path: 'foo', value: 'x' },
			'invalidPath',
			'A User has no attribute "foo": expected names of its schemas',
		],
		[
			{ op: 'add', path: LONG, value: 'x' },
			'invalidPath',
			`A User has no attribute "${'x'.repeat(100)}…": expected`,
		],
		[
			{ op: 'add', value: { foo: 1, 'name.bar': 2 } },
			'invalidPath',
			'A User has no attribute "foo", "name.bar": expected',
		],
		[
			{
				op: 'add',
				value: Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`n${at}`, 1])),
			},
			'invalidPath',
			'A User has no attribute "n0", "n1", "n2", "n3", "n4": expected',
		],
		[
			{ op: 'add', path: 'emails', value: { foo: 1 } },
			'invalidValue',
			`"emails" has no sub-attribute "foo", ${EMAIL_PARTS}.`,
		],
		[
			{ op: 'replace', path: 'emails[type eq "work"]', value: { foo: 1 } },
			'invalidValue',
			`"emails" has no sub-attribute "foo", ${EMAIL_PARTS}.`,
		],
		[
			{ op: 'replace', path: 'emails[type eq "work"].value', value: {} },
			'invalidValue',
			'"emails.value" must be a string',
		],
		[
			{ op: 'replace', path: 'emails[type eq "home"].value', value: 'x' },
			'noTarget',
			'No value of "emails" matches the filter of the path.',
		],
		[
			{ op: 'replace', path: 'emails[foo eq "home"]', value: 'x' },
			'invalidFilter',
			'Unknown attribute "foo"',
		],
		[
			{ op: 'replace', path: 'meta.created', value: 'x' },
			'mutability',
			'"meta.created" is read-only: the service provider sets it.',
		],
		[
			{ op: 'remove', path: 'userName' },
			'mutability',
			'"userName" is required: it cannot be removed.',
		],
		[
			{ op: 'replace', path: ENTERPRISE_USER_URN, value: 5 },
			'invalidValue',
			`"${ENTERPRISE_USER_URN}" must be an object of attributes.`,
		],
	])('%j: %s', (operation, scimType, detail) => {
		const set = { op: 'replace', path: 'title', value: 'x' };
		const patched = patch(USER, ann, body(set, operation));
		expect(patched).toMatchObject({ ok: false, error: { status: 400, scimType } });
		expect(!patched.ok && patched.error.detail).toContain(`Operations[1]: ${detail}`);
	});

	test.each<[unknown, string]>([
		[5, 'The body must be a JSON object.'],
		[{ Operations: {} }, '"Operations" must be an array of operations.'],
		[
			{ schemas: ['x'], Operations: [] },
			'"schemas" must be an array of URNs that includes "urn:ietf:params:scim:api:messages:2.0:PatchOp".',
		],
		[body(5), 'Operations[0]: An operation must be a JSON object.'],
		[body({ op: 'replace', path: 'userName', value: null }), '"userName" is required.'],
		[
			body(...Array.from({ length: 1_001 }, () => ({ op: 'remove', path: 'title' }))),
			'A PATCH may change at most 1000 targets.',
		],
	])('%j', (request, detail) => {
		const patched = patch(USER, ann, request);
		expect(!patched.ok && patched.error.detail).toBe(detail);
	});
});

test('attributes and excludedAttributes at once', () => {
	const projection = readProjection(USER, 'userName', 'emails');
	expect(!projection.ok && projection.error.detail).toBe(
		'Use either "attributes" or "excludedAttributes", not both.',
	);
});

test('the Error message has a status that is text, and a scimType only where the RFC has one', () => {
	expect(errorBody({ status: 404, detail: 'x' })).toEqual({
		schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
		status: '404',
		detail: 'x',
	});
	expect(errorBody({ status: 400, scimType: 'noTarget', detail: 'x' })).toMatchObject({
		scimType: 'noTarget',
	});
});
