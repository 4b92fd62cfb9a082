/** OneLogin: a template is PUT whole, suspension included; members come and go one by one. */
import { ENTERPRISE_URN, equals, filterQuery } from '../messages.ts';
import type { Model } from '../model.ts';
import type { Person } from '../people.ts';
import {
	addByValue,
	bareGroup,
	fullNameOf,
	patchingMembers,
	puttingUsers,
	renameByPath,
	USUAL_RETRY,
	usersBy,
	usualUser,
} from './shapes.ts';

const ONELOGIN_API = 'https://developers.onelogin.com/scim/implement-scim-api';

const body = (person: Person, active: boolean) => ({
	...usualUser(person, active),
	name: fullNameOf(person),
	externalId: `ol-${person.hex.slice(0, 8)}`,
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
	users: {
		lookup: usersBy,
		acceptsNotFound: true,
		...puttingUsers(body, ({ person, active }) => body(person, active)),
		deletes: true,
	},
	groups: {
		survey: { pageSize: 100 },
		body: bareGroup,
		rename: renameByPath,
		...patchingMembers(1, addByValue, (members) => [
			{
				op: 'remove',
				path: 'members',
				value: members.map(({ id }) => ({ value: id, display: '' })),
			},
		]),
	},
	minds: {
		pages: {
			why: 'It reads on until startIndex passes totalResults, and knows only the groups that it has read.',
			source: ONELOGIN_API,
		},
		'not-integers': { why: 'It counts pages with totalResults and itemsPerPage.' },
	},
};
