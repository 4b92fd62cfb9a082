/**
 * Microsoft Entra ID: single attributes by PATCH, members by PATCH and never read. Without the flag
 * `aadOptscim062020` in its tenant URL it writes PATCH its own old way.
 */
import { PATHS } from '../fields.ts';
import { equals, formFilterQuery, GROUP_URN } from '../messages.ts';
import type { GroupManner, MemberReference, Model, UserManner, UserUpdate } from '../model.ts';
import type { Person } from '../people.ts';
import {
	activeByPath,
	addByValue,
	fullNameOf,
	patchGroup,
	patchingMembers,
	patchUser,
	removeByFilter,
	renameByPath,
	usualUser,
} from './shapes.ts';

const TUTORIAL =
	'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups';
const COMPATIBILITY =
	'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility';
const CYCLES = 'https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works';
const QUARANTINE =
	'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status';
const NO_USER_AGENT = 'https://github.com/kortix-ai/suna/issues/7297';

/** It is no schema that anybody serves, and every group names it. */
const GROUP_MARK = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';

/** A share of failures above which a job is put into quarantine, once there are so many. */
const QUARANTINE_SHARE = 0.4;
const QUARANTINE_FAILURES = 5_000;

const quarantineAt = (failed: number) =>
	failed >= QUARANTINE_FAILURES
		? 'Entra ID would put the job into quarantine'
		: 'with such a share Entra ID puts a job into quarantine as soon as there are 5,000 failures';

/** A GUID of hexadecimal digits. */
const guid = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

const body = (person: Person, active: boolean) => ({
	...usualUser(person, active),
	name: fullNameOf(person),
	externalId: guid(person.hex),
	meta: { resourceType: 'User' },
	roles: [],
});

const users: UserManner = {
	lookup: ({ userName }) => `/Users?${formFilterQuery(equals('userName', userName))}`,
	body,
	update: ({ id, changes }) =>
		patchUser(
			id,
			changes.map(({ field, value }) => ({ op: 'Replace', path: PATHS[field], value })),
		),
	setActive: ({ id, active }) =>
		patchUser(id, [{ op: 'Replace', path: 'active', value: active ? 'True' : 'False' }]),
	deletes: true,
};

/** How many members it names in one PATCH at most. */
const MEMBERS_MAX = 20;

const naming = (op: string) => (members: readonly MemberReference[]) => [
	{ op, path: 'members', value: members.map(({ id }) => ({ $ref: null, value: id })) },
];

const groups: GroupManner = {
	lookup: ({ displayName }) =>
		`/Groups?excludedAttributes=members&${formFilterQuery(equals('displayName', displayName))}`,
	body: ({ displayName, hex }) => ({
		schemas: [GROUP_URN, GROUP_MARK],
		externalId: guid(hex),
		displayName,
		meta: { resourceType: 'Group' },
	}),
	rename: ({ id, team }) =>
		patchGroup(id, [{ op: 'Replace', path: 'displayName', value: team.displayName }]),
	...patchingMembers(MEMBERS_MAX, naming('Add'), naming('Remove')),
};

/** Entra ID as it is unless the tenant URL says otherwise. */
export const ENTRA: Model = {
	client: 'entra',
	key: 'azure-scim-v2',
	name: 'Microsoft Entra ID',
	sources: [TUTORIAL, COMPATIBILITY, CYCLES, QUARANTINE, NO_USER_AGENT],
	headers: {
		'User-Agent': null,
		Accept: null,
		'Content-Type': 'application/scim+json; charset=utf-8',
	},
	concurrency: 8,
	timeoutSeconds: 30,
	retry: {
		statuses: [429],
		onLoss: false,
		attemptsMax: 3,
		delaysSeconds: [2, 5],
		honoursRetryAfter: true,
		nextCycle: true,
	},
	probes: [
		{
			target: `/Users?${formFilterQuery(equals('userName', '9f1b7c02-3a55-4b6e-8f1e-7d1d0c2b9e11'))}`,
			wants: 'nobody',
		},
		{
			target: `/Groups?excludedAttributes=members&${formFilterQuery(equals('displayName', '0f9e8d7c-6b5a-4938-8271-605f4e3d2c1b'))}`,
			wants: 'nobody',
		},
	],
	users,
	groups,
	minds: {
		status: {
			why: 'Each failed operation is tried again in later cycles and counts towards quarantine.',
			source: QUARANTINE,
		},
		'not-found-status': {
			why: 'A query that matches nothing must be 200 with an empty ListResponse; 404 puts the job into quarantine.',
			source: QUARANTINE,
		},
		'missing-id': {
			why: 'It keeps the id of the answer and uses it for all later operations; every resource has to have one.',
			source: TUTORIAL,
		},
		'changed-name': {
			why: 'Values have to be stored as they were sent, or it sends them again in every cycle.',
			source: TUTORIAL,
		},
		'update-lost': {
			why: 'It compares what the look-up shows with its own and sends the same change again in every cycle.',
			source: CYCLES,
		},
		active: {
			why: 'A disabled user has to be returned with "active": false.',
			source: TUTORIAL,
		},
	},
	outlook: (failed, total) =>
		total > 0 && failed / total > QUARANTINE_SHARE
			? `${failed} of ${total} operations failed, which is more than 40 %: ${quarantineAt(failed)} (${QUARANTINE}).`
			: undefined,
};

/** Whether a path names an attribute without a filter. */
const isPlain = (path: string) => !path.includes('[');

/** Plain attributes of one PATCH are merged in a value without a path; filtered paths stay apart. */
function mergedUpdate({ id, changes }: UserUpdate) {
	const plain = changes.filter(({ field }) => isPlain(PATHS[field]));
	const filtered = changes.filter(({ field }) => !isPlain(PATHS[field]));
	const value = Object.fromEntries(plain.map((each) => [PATHS[each.field], each.value]));
	return patchUser(id, [
		...(plain.length === 0 ? [] : [{ op: 'replace', value }]),
		...filtered.map((each) => ({ op: 'replace', path: PATHS[each.field], value: each.value })),
	]);
}

/** Entra ID with the flag in its tenant URL. */
export const ENTRA_COMPLIANT: Model = {
	...ENTRA,
	client: 'entra-compliant',
	flag: 'aadOptscim062020',
	users: {
		...users,
		update: mergedUpdate,
		setActive: activeByPath,
	},
	groups: {
		...groups,
		rename: renameByPath,
		...patchingMembers(MEMBERS_MAX, addByValue, removeByFilter),
	},
};
