/** OneLogin: a template is PUT whole, suspension included; members come and go one by one. */
import { ENTERPRISE_URN, equals, filterQuery, USER_URN } from '../messages.ts';
import type { Model } from '../model.ts';
import type { Person } from '../people.ts';
import {
	bareGroup,
	fullNameOf,
	patchGroup,
	putting,
	renameByPath,
	USUAL_RETRY,
	usersBy,
	values,
	workEmail,
} from './shapes.ts';

const ONELOGIN_API = 'https://developers.onelogin.com/scim/implement-scim-api';

const oneloginBody = (person: Person, active: boolean) => ({
	schemas: [USER_URN, ENTERPRISE_URN],
	userName: person.userName,
	externalId: `ol-${person.hex.slice(0, 8)}`,
	displayName: person.displayName,
	title: person.title,
	active,
	name: fullNameOf(person),
	emails: workEmail(person),
	[ENTERPRISE_URN]: {
		employeeNumber: person.employeeNumber,
		department: person.department,
		// A macro of the template that has no value.
		manager: { value: '' },
	},
});

/** An enterprise application with a JSON template. */
export const ONELOGIN: Model = {
	client: 'onelogin',
	key: 'onelogin-scim-v2',
	name: 'OneLogin',
	sources: [ONELOGIN_API, 'https://github.com/goauthentik/authentik/issues/11249'],
	headers: { 'User-Agent': '', 'Content-Type': 'application/scim+json' },
	concurrency: 4,
	timeoutSeconds: 30,
	retry: USUAL_RETRY,
	probes: [
		{
			target: `/Users?${filterQuery(equals('userName', 'never-existing-user'))}`,
			wants: 'nobody',
			statuses: [200, 404],
		},
	],
	survey: { users: false, groups: true, pageSize: 100 },
	users: {
		lookup: usersBy,
		acceptsNotFound: true,
		...putting(oneloginBody, ({ person, active }) => oneloginBody(person, active)),
		deletes: true,
	},
	groups: {
		body: bareGroup,
		rename: renameByPath,
		changeMembers: ({ id, added, removed }) => [
			...added.map((each) =>
				patchGroup(id, [{ op: 'add', path: 'members', value: values([each]) }]),
			),
			...removed.map((each) =>
				patchGroup(id, [
					{ op: 'remove', path: 'members', value: [{ value: each.id, display: '' }] },
				]),
			),
		],
		membersMax: 1,
	},
	minds: {
		pages: {
			why: 'It reads on until startIndex passes totalResults, and knows only the groups that it has read.',
			source: ONELOGIN_API,
		},
		'not-integers': { why: 'It counts pages with totalResults and itemsPerPage.' },
	},
};
