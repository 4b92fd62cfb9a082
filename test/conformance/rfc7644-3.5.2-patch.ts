/** PATCH requests and their answers (RFC 7644 §3.5.2). What operations do: rfc7644-3.5.2.1-operations. */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, ORIGIN, patch, user } from '../support/client.ts';
import { create, ENTERPRISE, scimError, MESSAGES, metaOf, USER } from './shared.ts';

const set = { op: 'replace', path: 'title', value: 'Captain' };

describe('RFC 7644 §3.5.2 the body of a PATCH', () => {
	test.each([
		['other schemas', { schemas: [USER], Operations: [set] }, 'invalidSyntax'],
		['empty schemas', { schemas: [], Operations: [set] }, 'invalidSyntax'],
		['no Operations', patch().schemas && { schemas: patch().schemas }, 'invalidSyntax'],
		['Operations that are no array', { ...patch(), Operations: set }, 'invalidSyntax'],
		['an operation without op', patch({ path: 'title', value: 'x' }), 'invalidSyntax'],
		['an op that nobody knows', patch({ ...set, op: 'move' }), 'invalidSyntax'],
		['two ops', patch({ ...set, op: ['add', 'remove'] }), 'invalidSyntax'],
		['a remove without path', patch({ op: 'remove' }), 'noTarget'],
		['an add without value', patch({ op: 'add', path: 'title' }), 'invalidValue'],
		['a path that no schema has', patch({ ...set, path: 'shoeSize' }), 'invalidPath'],
		['a malformed path', patch({ ...set, path: 'emails[type eq "work"' }), 'invalidPath'],
		['a malformed filter', patch({ ...set, path: 'emails[type xx "a"]' }), 'invalidFilter'],
		['an array index', patch({ ...set, path: 'emails[0]' }), 'invalidFilter'],
	])('%s is refused', async (_name, body, scimType) => {
		const directory = await createDirectory();
		const { path, body: before } = await create(directory, '/Users', user('anna'));
		expect(await directory.scim('PATCH', path, body)).toMatchObject(scimError(400, scimType));
		expect((await directory.scim('GET', path)).body).toEqual(before);
	});

	test.each([
		['readOnly', '/Users', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
		['readOnly below', '/Users', { op: 'add', path: 'meta.created', value: 'x' }, 'mutability'],
		['readOnly groups', '/Users', { op: 'remove', path: 'groups' }, 'mutability'],
		[
			'of another type',
			'/Users',
			{ op: 'replace', path: 'active', value: 'maybe' },
			'invalidValue',
		],
		['no array', '/Users', { op: 'replace', path: 'title', value: ['x'] }, 'invalidValue'],
		['required', '/Users', { op: 'remove', path: 'userName' }, 'mutability'],
		['required of a group', '/Groups', { op: 'remove', path: 'displayName' }, 'mutability'],
	] as const)(
		'an operation against the schema (%s) names itself and the attribute',
		async (_name, endpoint, operation, scimType) => {
			const directory = await createDirectory();
			const body = endpoint === '/Users' ? user('anna') : group('Crew');
			const { path } = await create(directory, endpoint, body);
			const other = { op: 'replace', path: 'externalId', value: 'x' };
			const reply = await directory.scim('PATCH', path, patch(other, operation));
			expect(reply).toMatchObject(scimError(400, scimType));
			expect(reply.body['detail']).toContain('Operations[1]');
			expect(reply.body['detail']).toContain(operation.path.split('.')[0]);
		},
	);

	test('an attribute of an extension brings its URN into "schemas", and takes it out again', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', user('anna'));
		const number = `${ENTERPRISE}:employeeNumber`;
		const added = await directory.scim(
			'PATCH',
			path,
			patch({ op: 'add', path: number, value: '1' }, { op: 'replace', path: number, value: '2' }),
		);
		expect(added.body).toMatchObject({
			schemas: [USER, ENTERPRISE],
			[ENTERPRISE]: { employeeNumber: '2' },
		});
		const removed = await directory.scim('PATCH', path, patch({ op: 'remove', path: number }));
		expect(removed.body['schemas']).toEqual([USER]);
		expect(removed.body).not.toHaveProperty([ENTERPRISE]);
	});

	test('names of the core schema need no URN, whatever extensions there are', async () => {
		const directory = await createDirectory();
		const { path } = await create(
			directory,
			'/Users',
			user('anna', { [ENTERPRISE]: { department: 'Sea' } }),
		);
		const qualified = { op: 'replace', path: `${USER}:name.givenName`, value: 'Anna' };
		expect((await directory.scim('PATCH', path, patch(set, qualified))).body).toMatchObject({
			title: 'Captain',
			name: { givenName: 'Anna' },
			[ENTERPRISE]: { department: 'Sea' },
		});
		const bare = patch({ op: 'replace', path: 'department', value: 'Land' });
		expect(await directory.scim('PATCH', path, bare)).toMatchObject(scimError(400, 'invalidPath'));
	});
});

describe('RFC 7644 §3.5.2 order and atomicity', () => {
	test('operations are applied one after another, each to the outcome of the one before', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', user('anna', { title: 'Cook' }));
		const reply = await directory.scim(
			'PATCH',
			path,
			patch(
				{ op: 'remove', path: 'title' },
				{ op: 'add', path: 'title', value: 'Mate' },
				{ op: 'add', path: 'emails', value: [{ value: 'x@example.com', type: 'other' }] },
				{ op: 'replace', path: 'emails[type eq "other"].value', value: 'y@example.com' },
				set,
			),
		);
		expect(reply.body).toMatchObject({
			title: 'Captain',
			emails: [{ value: 'y@example.com', type: 'other' }],
		});
	});

	test('one that fails takes all others back, on users and on members of a group', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		const crew = await create(directory, '/Groups', group('Crew'));
		const broken = { op: 'replace', path: 'nothing', value: 1 };
		expect(await directory.scim('PATCH', anna.path, patch(set, broken))).toMatchObject(
			scimError(400, 'invalidPath'),
		);
		const join = { op: 'add', path: 'members', value: [{ value: anna.id }] };
		const stranger = { op: 'add', path: 'members', value: [{ value: 'nobody' }] };
		expect(await directory.scim('PATCH', crew.path, patch(join, broken))).toMatchObject(
			scimError(400, 'invalidPath'),
		);
		expect(await directory.scim('PATCH', crew.path, patch(join, stranger))).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		expect((await directory.scim('GET', anna.path)).body).toEqual(anna.body);
		expect((await directory.scim('GET', crew.path)).body).toEqual(crew.body);
		expect(await directory.events()).toHaveLength(2);
	});

	test('a new primary value takes it from all others', async () => {
		const directory = await createDirectory();
		const emails = [
			{ value: 'a@example.com', type: 'work', primary: true },
			{ value: 'b@example.com', type: 'home' },
		];
		const { path } = await create(directory, '/Users', user('anna', { emails }));
		const primaries = async (operation: Record<string, unknown>) => {
			const { body } = await directory.scim('PATCH', path, patch(operation));
			return (body['emails'] as { value: string; primary?: boolean }[])
				.filter(({ primary }) => primary === true)
				.map(({ value }) => value);
		};
		const home = 'emails[type eq "home"]';
		expect(await primaries({ op: 'replace', path: `${home}.primary`, value: true })).toEqual([
			'b@example.com',
		]);
		const third = { value: 'c@example.com', type: 'other', primary: true };
		expect(await primaries({ op: 'add', path: 'emails', value: [third] })).toEqual([third.value]);
		const work = { value: 'a@example.com', type: 'work', primary: true };
		expect(await primaries({ op: 'replace', path: 'emails[type eq "work"]', value: work })).toEqual(
			[work.value],
		);
	});
});

describe('RFC 7644 §3.5.2 the answer to a PATCH', () => {
	test('of a user is 200 with the whole resource', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', user('anna', { nickName: 'A' }));
		const reply = await directory.scim('PATCH', path, patch(set));
		expect(reply.status).toBe(200);
		expect(reply.body).toMatchObject({ userName: 'anna', nickName: 'A', title: 'Captain' });
		expect(reply.body).toEqual((await directory.scim('GET', path)).body);
		expect(reply.headers.get('ETag')).toBe(metaOf(reply.body).version);
		expect(reply.headers.get('Location')).toBe(`${ORIGIN}${directory.path}${path}`);
	});

	test('of a group is 204 without a body', async () => {
		const directory = await createDirectory();
		const { id } = await create(directory, '/Users', user('anna'));
		const { path } = await create(directory, '/Groups', group('Crew'));
		const join = patch({ op: 'add', path: 'members', value: [{ value: id }] });
		const reply = await directory.scim('PATCH', path, join);
		expect(reply.status).toBe(204);
		expect(reply.body).toBeUndefined();
	});

	test('204 carries the headers of the resource: its new ETag and its Location', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Groups', group('Crew'));
		const rename = patch({ op: 'replace', path: 'displayName', value: 'All' });
		const reply = await directory.scim('PATCH', path, rename);
		expect(reply.status).toBe(204);
		expect(reply.headers.get('Location')).toBe(`${ORIGIN}${directory.path}${path}`);
		const tag = reply.headers.get('ETag') ?? '';
		expect(tag).toMatch(/^W\/".+"$/);
		const next = patch({ op: 'replace', path: 'displayName', value: 'Every' });
		expect((await directory.scim('PATCH', path, next, { 'If-Match': tag })).status).toBe(204);
		const stale = await directory.scim('PATCH', path, rename, { 'If-Match': tag });
		expect(stale).toMatchObject(scimError(412));
	});

	test('is 200 with "attributes", for users and groups', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		const crew = await create(directory, '/Groups', group('Crew'));
		const title = await directory.scim('PATCH', `${anna.path}?attributes=title`, patch(set));
		expect(title.status).toBe(200);
		expect(Object.keys(title.body).toSorted()).toEqual(['id', 'schemas', 'title']);
		const join = patch({ op: 'add', path: 'members', value: [{ value: anna.id }] });
		const joined = await directory.scim('PATCH', `${crew.path}?attributes=members`, join);
		expect(joined.status).toBe(200);
		expect(joined.body).toMatchObject({ id: crew.id, members: [{ value: anna.id }] });
		expect(joined.body).not.toHaveProperty('displayName');
	});

	test('to a failure is the error, not the resource', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Groups', group('Crew'));
		const broken = patch({ op: 'replace', path: 'nothing', value: 1 });
		const reply = await directory.scim('PATCH', `${path}?attributes=members`, broken);
		expect(reply).toMatchObject(scimError(400, 'invalidPath'));
		expect(reply.body['schemas']).toEqual([`${MESSAGES}:Error`]);
		expect(reply.body).not.toHaveProperty('id');
	});
});
