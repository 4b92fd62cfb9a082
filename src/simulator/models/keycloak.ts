/** Keycloak with the plug-in that MIT runs: everything is PUT, and nobody is looked up. */
import { USER_URN } from '../messages.ts';
import type { MemberReference, Model } from '../model.ts';
import type { Person, Team } from '../people.ts';
import { bareGroup, puttingGroups, puttingUsers } from './shapes.ts';

const KEYCLOAK_CLIENT =
	'https://github.com/mitodl/keycloak-scim (src/main/java/sh/libre/scim/core/ScimClient.java)';

const userBody = ({ hex, userName, displayName, email }: Person, active: boolean) => ({
	schemas: [USER_URN],
	externalId: hex,
	userName,
	displayName,
	emails: [{ primary: true, value: email }],
	active,
	roles: [],
});

const groupBody = (team: Team, all: readonly MemberReference[]) => ({
	...bareGroup(team),
	externalId: team.hex,
	members: all.map(({ id }) => ({ value: id, $ref: `Users/${id}` })),
});

/** The plug-in that MIT runs; it keeps a table of ids and looks nobody up. */
export const KEYCLOAK: Model = {
	client: 'keycloak',
	key: 'keycloak-scim-v2',
	name: 'Keycloak',
	sources: [KEYCLOAK_CLIENT],
	headers: {
		Accept: 'application/scim+json, application/json',
		'Content-Type': 'application/scim+json',
	},
	concurrency: 1,
	timeoutSeconds: 5,
	retry: {
		statuses: [],
		onLoss: true,
		attemptsMax: 10,
		delaysSeconds: [0.5, 0.75, 1.1, 1.7, 2.5, 3.8, 5.7, 8.5, 13],
		honoursRetryAfter: false,
		nextCycle: false,
	},
	probes: [{ target: '/Users', wants: 'list' }],
	users: {
		survey: {},
		...puttingUsers(userBody, ({ id, person, active }) => ({
			...userBody(person, active),
			id,
			meta: { resourceType: 'User', location: `Users/${id}` },
		})),
		deletes: true,
	},
	groups: {
		survey: {},
		createsWithMembers: true,
		body: groupBody,
		...puttingGroups(({ id, team, all }) => ({ ...groupBody(team, all), id })),
	},
	minds: {
		status: {
			why: 'It logs a warning and keeps no id, so that the resource is never updated.',
			source: KEYCLOAK_CLIENT,
		},
		pages: {
			why: 'It reads a list in one request, without startIndex and count: it creates again whom the answer leaves out, and is refused.',
			source: KEYCLOAK_CLIENT,
		},
	},
};
