/** JumpCloud: a custom integration, which tries a user and a group out before it begins. */
import { ENTERPRISE_URN, USER_URN } from '../messages.ts';
import type { Model } from '../model.ts';
import {
	activeByPath,
	bareGroup,
	fullNameOf,
	patchGroup,
	putGroup,
	replaceByPath,
	USUAL_RETRY,
	usersBy,
	groupsBy,
	values,
	workEmail,
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
			schemas: [USER_URN, ENTERPRISE_URN],
			userName: person.userName,
			externalId: person.hex.slice(0, 24),
			active,
			displayName: person.displayName,
			name: fullNameOf(person),
			emails: workEmail(person),
			// Empty means that nothing is assigned.
			addresses: [],
			phoneNumbers: [],
			title: person.title,
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
		changeMembers: ({ id, added, removed }) => [
			...added.map((each) =>
				patchGroup(id, [{ op: 'add', path: 'members', value: values([each]) }]),
			),
			...removed.map((each) =>
				patchGroup(id, [{ op: 'remove', path: 'members', value: values([each]) }]),
			),
		],
		membersMax: 1,
	},
	minds: {},
};
