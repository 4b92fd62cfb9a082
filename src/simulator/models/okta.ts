/**
 * Okta: integrations of its catalogue (OIN), which PUT profiles and PATCH the rest, and those that an
 * administrator makes with the App Integration Wizard, which PUT everything.
 */
import { own } from '../json.ts';
import { USER_URN, equals, filterQuery } from '../messages.ts';
import type {
	GroupManner,
	GroupUpdate,
	MemberReference,
	MembershipUpdate,
	Model,
	UserManner,
	UserUpdate,
} from '../model.ts';
import type { Person, Team } from '../people.ts';
import {
	activeWithoutPath,
	bareGroup,
	nameOf,
	patchGroup,
	puttingGroups,
	putUser,
	removeByFilter,
	workEmail,
} from './shapes.ts';

const REFERENCE = 'https://developer.okta.com/docs/reference/scim/scim-20/';
const FAQS = 'https://developer.okta.com/docs/concepts/scim/faqs/';
const THROTTLED =
	'https://support.okta.com/help/s/article/slack-provisioning-jobs-failed-with-error-api-rate-limit-exceeded-rate-limit-exceeded';

/** Of every list that it asks for. */
const PAGE = 'startIndex=1&count=100';

const body = (person: Person, active: boolean) => ({
	schemas: [USER_URN],
	userName: person.userName,
	name: nameOf(person),
	emails: workEmail(person),
	displayName: person.displayName,
	title: person.title,
	locale: 'en-US',
	externalId: `00u${person.hex.slice(0, 17)}`,
	groups: [],
	active,
});

/** What it sends back of `meta`: no times, as in the traffic that is known (test/idp/okta-user-lifecycle.json). */
const echoedMeta = (meta: unknown) => ({
	resourceType: own(meta, 'resourceType'),
	location: own(meta, 'location'),
});

/** What it read, with its own values over it, read-only attributes included. */
const echo = ({ id, person, active, current }: UserUpdate) =>
	putUser(id, {
		...current,
		...body(person, active),
		meta: echoedMeta(current['meta']),
		emails: [{ primary: true, value: person.email, type: 'work', display: person.email }],
		id,
	});

const members = (all: readonly MemberReference[]) =>
	all.map(({ id, person }) => ({ value: id, display: person.email }));

const rename = ({ id, team }: GroupUpdate) =>
	patchGroup(id, [{ op: 'replace', value: { id, displayName: team.displayName } }]);

function patchMembers(update: MembershipUpdate) {
	const { id, added, removed } = update;
	const adding = added.length === 0 ? [] : [{ op: 'add', path: 'members', value: members(added) }];
	// The name goes along with every change of members (see the reference).
	return [rename(update), patchGroup(id, [...removeByFilter(removed), ...adding])];
}

const users: UserManner = {
	lookup: ({ userName }) => `/Users?${filterQuery(equals('userName', userName))}&${PAGE}`,
	acceptsNotFound: true,
	readsBeforeUpdate: true,
	body,
	update: echo,
	setActive: activeWithoutPath,
	deletes: false,
};

const pushed = {
	lookup: ({ displayName }: Team) =>
		`/Groups?${filterQuery(equals('displayName', displayName))}&${PAGE}`,
	acceptsNotFound: true,
	stopsAt4xx: true,
} as const;

const groups: GroupManner = {
	...pushed,
	body: (team) => ({ ...bareGroup(team), members: [] }),
	rename,
	changeMembers: patchMembers,
	membersMax: 100,
};

const whole = (team: Team, all: readonly MemberReference[]) => ({
	...bareGroup(team),
	members: members(all),
});

/** An integration of the Okta Integration Network. */
export const OKTA: Model = {
	client: 'okta',
	key: 'okta-scim-v2',
	name: 'Okta',
	sources: [REFERENCE, FAQS, THROTTLED],
	headers: {
		'User-Agent': 'Okta SCIM Client 1.0.0',
		Accept: 'application/scim+json',
		'Accept-Charset': 'utf-8',
		'Content-Type': 'application/scim+json; charset=utf-8',
	},
	concurrency: 5,
	timeoutSeconds: 60,
	retry: {
		statuses: [429],
		onLoss: false,
		attemptsMax: 4,
		delaysSeconds: [1, 2, 4],
		honoursRetryAfter: true,
		nextCycle: false,
	},
	probes: [
		{ target: '/Users?startIndex=1&count=2', wants: 'list' },
		{ target: `/Groups?${PAGE}`, wants: 'list' },
	],
	users,
	groups,
	minds: {
		'empty-body': {
			why: 'It marks the creation invalid: "Create new user returned empty user".',
			source: REFERENCE,
		},
		'not-integers': {
			why: 'totalResults, startIndex and itemsPerPage have to be integers, not strings.',
			source: REFERENCE,
		},
		'conflict-body': {
			why: 'It knows a clash by 409 with an error message in the body.',
			source: REFERENCE,
		},
		'update-lost': {
			why: 'It reads the user before each PUT and sends back what it read.',
			source: REFERENCE,
		},
		'group-stopped': {
			why: 'A group whose push was answered 4xx stays in error until an administrator pushes it again.',
			source:
				'https://help.okta.com/en-us/Content/Topics/users-groups-profiles/usgp-group-push-troubleshoot.htm',
		},
	},
};

/** An integration made with the App Integration Wizard. */
export const OKTA_WIZARD: Model = {
	...OKTA,
	client: 'okta-wizard',
	users: { ...users, setActive: echo },
	groups: {
		...pushed,
		createsWithMembers: true,
		body: whole,
		...puttingGroups(({ id, team, all }) => ({ ...whole(team, all), id })),
	},
};
