/** SailPoint: aggregates all accounts first, then provisions attribute by attribute. */
import { ENTERPRISE_URN, USER_URN } from '../messages.ts';
import type { Model } from '../model.ts';
import {
	activeByPath,
	bareGroup,
	enterprise,
	nameOf,
	patchGroup,
	renameByPath,
	replaceByPath,
	USUAL_RETRY,
	workEmail,
} from './shapes.ts';

const SAILPOINT_FEATURES =
	'https://documentation.sailpoint.com/connectors/scim_2_0/help/integrating_scim2/supported_features.html';

/** The SCIM 2.0 connector. */
export const SAILPOINT: Model = {
	client: 'sailpoint',
	key: 'sailpoint-scim-v2',
	name: 'SailPoint',
	sources: [
		SAILPOINT_FEATURES,
		'https://developer.sailpoint.com/discuss/t/retry-provisioning-less-than-60-min-apart/54492',
	],
	headers: { 'Content-Type': 'application/scim+json' },
	concurrency: 4,
	timeoutSeconds: 60,
	retry: { ...USUAL_RETRY, attemptsMax: 4, delaysSeconds: [2] },
	probes: [
		{ target: '/ServiceProviderConfig', wants: 'object' },
		{ target: '/ResourceTypes', wants: 'list' },
		{ target: '/Schemas', wants: 'list' },
	],
	survey: { users: true, groups: true, pageSize: 100 },
	users: {
		readsAfterCreate: true,
		body: (person, active) => ({
			schemas: [USER_URN, ENTERPRISE_URN],
			userName: person.userName,
			active,
			name: nameOf(person),
			displayName: person.displayName,
			title: person.title,
			emails: workEmail(person),
			...enterprise(person),
		}),
		update: replaceByPath,
		setActive: activeByPath,
		deletes: true,
	},
	groups: {
		body: bareGroup,
		rename: renameByPath,
		// An entitlement is requested for one account at a time.
		changeMembers: ({ id, added, removed }) => [
			...added.map(({ id: value, person: { displayName: display } }) =>
				patchGroup(id, [{ op: 'add', path: 'members', value: [{ value, display }] }]),
			),
			...removed.map((each) =>
				patchGroup(id, [{ op: 'remove', path: `members[value eq "${each.id}"]` }]),
			),
		],
		membersMax: 1,
	},
	minds: {
		pages: { why: 'Accounts that an aggregation does not show are taken for deleted.' },
		'not-integers': { why: 'An aggregation counts its pages with totalResults.' },
		'update-lost': { why: 'The next aggregation shows it, and the plan stays unverified.' },
		active: { why: 'The next aggregation shows the account as it was.' },
		members: { why: 'The next aggregation shows the entitlement as it was.' },
	},
};
