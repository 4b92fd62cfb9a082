/** SailPoint: aggregates all accounts first, then provisions attribute by attribute. */
import type { Model } from '../model.ts';
import {
	activeByPath,
	bareGroup,
	patchingMembers,
	removeByFilter,
	renameByPath,
	replaceByPath,
	USUAL_RETRY,
	usualUser,
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
	users: {
		survey: { pageSize: 100 },
		readsAfterCreate: true,
		body: usualUser,
		update: replaceByPath,
		setActive: activeByPath,
		deletes: true,
	},
	groups: {
		survey: { pageSize: 100 },
		body: bareGroup,
		rename: renameByPath,
		// An entitlement is requested for one account at a time.
		...patchingMembers(
			1,
			(members) => [
				{
					op: 'add',
					path: 'members',
					value: members.map(({ id, person }) => ({ value: id, display: person.displayName })),
				},
			],
			removeByFilter,
		),
	},
	minds: {
		pages: { why: 'Accounts that an aggregation does not show are taken for deleted.' },
		'not-integers': { why: 'An aggregation counts its pages with totalResults.' },
		'update-lost': { why: 'The next aggregation shows it, and the plan stays unverified.' },
		active: { why: 'The next aggregation shows the account as it was.' },
		members: { why: 'The next aggregation shows the entitlement as it was.' },
	},
};
