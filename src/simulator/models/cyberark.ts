/** CyberArk Identity, once Idaptive: reads single resource types and schemas, and reads before it writes. */
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from '../messages.ts';
import type { Model } from '../model.ts';
import type { Person } from '../people.ts';
import {
	bareGroup,
	fullNameOf,
	groupsBy,
	patchGroup,
	puttingUsers,
	renameByPath,
	USUAL_RETRY,
	usersBy,
	usualUser,
	values,
} from './shapes.ts';

const body = (person: Person, active: boolean) => ({
	...usualUser(person, active),
	name: fullNameOf(person),
	externalId: `ca-${person.hex.slice(0, 12)}`,
});

/** CyberArk Identity, once Idaptive. */
export const CYBERARK: Model = {
	client: 'cyberark',
	key: 'cyberark-scim-v2',
	name: 'CyberArk Identity',
	sources: ['https://identity-developer.cyberark.com (outbound SCIM provisioning)'],
	headers: { 'Content-Type': 'application/scim+json' },
	concurrency: 2,
	timeoutSeconds: 30,
	retry: USUAL_RETRY,
	probes: [
		{ target: '/ServiceProviderConfig', wants: 'object' },
		{ target: '/ResourceTypes/User', wants: 'object' },
		{ target: '/ResourceTypes/Group', wants: 'object' },
		{ target: `/Schemas/${USER_URN}`, wants: 'object' },
		{ target: `/Schemas/${GROUP_URN}`, wants: 'object' },
		{ target: `/Schemas/${ENTERPRISE_URN}`, wants: 'object' },
		{ target: '/Users?count=1', wants: 'list' },
	],
	users: {
		lookup: usersBy,
		readsAfterCreate: true,
		readsBeforeUpdate: true,
		...puttingUsers(body, ({ id, person, active }) => ({ ...body(person, active), id })),
		deletes: true,
	},
	groups: {
		lookup: groupsBy,
		createsWithMembers: true,
		body: (team, all) => ({
			...bareGroup(team),
			members: all.map(({ id, person }) => ({ value: id, display: person.displayName })),
		}),
		rename: renameByPath,
		changeMembers: ({ id, all }) => [
			patchGroup(id, [{ op: 'replace', path: 'members', value: values(all) }]),
		],
	},
	minds: { 'update-lost': { why: 'It reads the user before it writes.' } },
};
