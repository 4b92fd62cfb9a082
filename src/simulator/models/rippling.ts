/** Rippling: a custom application with groups, pagination, and PATCH of groups switched on. */
import { ENTERPRISE_URN, equals, filterQuery, USER_URN } from '../messages.ts';
import type { Model } from '../model.ts';
import type { Person } from '../people.ts';
import {
	activeWithoutPath,
	addByValue,
	bareGroup,
	nameOf,
	patchingMembers,
	putUser,
	removeByFilter,
	renameByPath,
	USUAL_RETRY,
	values,
} from './shapes.ts';

const body = (person: Person, active: boolean) => ({
	schemas: [USER_URN, ENTERPRISE_URN],
	userName: person.userName,
	externalId: `rip_${person.hex.slice(0, 12)}`,
	active,
	name: nameOf(person),
	// Without a type.
	emails: [{ value: person.email, primary: true }],
	[ENTERPRISE_URN]: { employeeNumber: person.employeeNumber },
});

/** A custom application with SCIM. */
export const RIPPLING: Model = {
	client: 'rippling',
	key: 'rippling-scim-v2',
	name: 'Rippling',
	sources: [
		'https://workos.com/docs/integrations/rippling-scim',
		'https://help.kombo.dev/hc/en-us/articles/35612530773521-Rippling-SCIM-How-do-I-link-my-account',
	],
	headers: { 'Content-Type': 'application/scim+json' },
	concurrency: 3,
	timeoutSeconds: 30,
	retry: USUAL_RETRY,
	probes: [{ target: '/ServiceProviderConfig', wants: 'object' }],
	users: {
		lookup: ({ email }) => `/Users?${filterQuery(equals('emails.value', email))}`,
		body,
		update: ({ id, person, active }) => putUser(id, body(person, active)),
		setActive: activeWithoutPath,
		deletes: false,
	},
	groups: {
		survey: { pageSize: 100 },
		createsWithMembers: true,
		body: (team, all) => ({
			...bareGroup(team),
			externalId: `rip_${team.hex.slice(0, 12)}`,
			members: values(all),
		}),
		rename: renameByPath,
		...patchingMembers(50, addByValue, removeByFilter),
	},
	minds: {
		pages: { why: 'It pages through the list where "Supports Pagination" is switched on.' },
	},
};
