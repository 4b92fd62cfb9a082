/** Ping Identity: the SCIM provisioner of PingFederate, and the identity store "SCIM" of PingOne. */
import type { Model } from '../model.ts';
import type { Person } from '../people.ts';
import {
	activeByPath,
	addByValue,
	bareGroup,
	groupsBy,
	patchingMembers,
	putGroup,
	puttingUsers,
	removeByFilter,
	renameByPath,
	replaceByPath,
	USUAL_RETRY,
	usersBy,
	usualUser,
	values,
} from './shapes.ts';

const PINGFEDERATE_CHANNEL =
	'https://docs.pingidentity.com/r/en-us/pingfederate-110/help_saaschanneltasklet_saasgeneralinfostate';

const federateBody = (person: Person, active: boolean) => ({
	...usualUser(person, active),
	externalId: `ping-${person.hex.slice(0, 12)}`,
});

/** The SCIM provisioner of PingFederate. */
export const PINGFEDERATE: Model = {
	client: 'pingfederate',
	key: 'ping-scim-v2',
	name: 'PingFederate',
	sources: ['https://docs.pingidentity.com (PingFederate SCIM connector)', PINGFEDERATE_CHANNEL],
	headers: { Accept: 'application/scim+json', 'Content-Type': 'application/scim+json' },
	concurrency: 1,
	timeoutSeconds: 60,
	retry: {
		statuses: [],
		onLoss: false,
		attemptsMax: 1,
		delaysSeconds: [],
		honoursRetryAfter: false,
		nextCycle: true,
	},
	probes: [{ target: '/Users?startIndex=1&count=1', wants: 'list' }],
	users: {
		lookup: usersBy,
		...puttingUsers(federateBody, ({ person, active }) => federateBody(person, active)),
		deletes: true,
	},
	groups: {
		survey: { pageSize: 100 },
		body: bareGroup,
		rename: ({ id, team, all }) => putGroup(id, { ...bareGroup(team), members: values(all) }),
		...patchingMembers(100, addByValue, removeByFilter),
	},
	minds: {
		pages: { why: 'It uses no filter for groups: it finds one by its name in the whole list.' },
		status: {
			why: 'The record is skipped, and tried again in the next cycle.',
			source: PINGFEDERATE_CHANNEL,
		},
	},
};

/** The identity store "SCIM" of PingOne; how it writes updates is not published. */
export const PINGONE: Model = {
	client: 'pingone',
	key: 'ping-scim-v2',
	name: 'PingOne',
	sources: [
		'https://docs.pingidentity.com (PingOne propagation store: USER_FILTER, GROUP_MEMBERSHIP_HANDLING, REMOVE_ACTION)',
		'https://docs.pingidentity.com/pingone/integrations/p1_provisioning_sync_status.html',
	],
	headers: { 'Content-Type': 'application/scim+json' },
	concurrency: 4,
	timeoutSeconds: 30,
	retry: USUAL_RETRY,
	probes: [{ target: '/Users?count=1', wants: 'list' }],
	users: {
		lookup: usersBy,
		body: (person, active) => ({
			...usualUser(person, active),
			externalId: `p1-${person.hex.slice(0, 12)}`,
		}),
		update: replaceByPath,
		setActive: activeByPath,
		deletes: true,
	},
	groups: {
		lookup: groupsBy,
		createsWithMembers: true,
		body: (team, all) => ({ ...bareGroup(team), members: values(all) }),
		rename: renameByPath,
		...patchingMembers(50, addByValue, removeByFilter),
	},
	minds: {},
};
