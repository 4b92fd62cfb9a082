/** JumpCloud: a custom integration, which tries a user and a group out before it begins. */
import { ENTERPRISE_URN } from '../messages.ts';
import type { Model } from '../model.ts';
import {
	activeByPath,
	addByValue,
	bareGroup,
	fullNameOf,
	groupsBy,
	patchingMembers,
	putGroup,
	removeByValue,
	replaceByPath,
	USUAL_RETRY,
	usersBy,
	usualUser,
	values,
} from './shapes.ts';

const JUMPCLOUD_GUIDE =
	'https://jumpcloud.com/support/provision-and-manage-users-and-groups-in-apps-using-custom-scim-identity-management-integration';

/** A custom SCIM integration. */
export const JUMPCLOUD: Model = {
	client: 'jumpcloud',
	key: 'jumpcloud-scim-v2',
	name: 'JumpCloud',
	sources: [JUMPCLOUD_GUIDE, 'crates.io scim_v2 (JumpCloud requests in its tests)'],
	headers: { 'Content-Type': 'application/scim+json' },
	concurrency: 3,
	timeoutSeconds: 30,
	retry: USUAL_RETRY,
	probes: [
		{ target: '/Users', wants: 'list' },
		{ target: '/Groups', wants: 'list' },
	],
	trial: true,
	users: {
		lookup: usersBy,
		body: (person, active) => ({
			...usualUser(person, active),
			name: fullNameOf(person),
			externalId: person.hex.slice(0, 24),
			// Empty means that nothing is assigned.
			addresses: [],
			phoneNumbers: [],
			[ENTERPRISE_URN]: {
				department: person.department,
				costCenter: '',
				employeeNumber: person.employeeNumber,
			},
		}),
		update: replaceByPath,
		setActive: activeByPath,
		deletes: false,
	},
	groups: {
		lookup: groupsBy,
		body: (team) => ({
			...bareGroup(team),
			externalId: team.hex.slice(0, 24),
			members: [],
		}),
		rename: ({ id, team, all }) =>
			putGroup(id, {
				...bareGroup(team),
				id,
				externalId: team.hex.slice(0, 24),
				members: values(all),
			}),
		...patchingMembers(1, addByValue, removeByValue),
	},
	minds: {},
};
