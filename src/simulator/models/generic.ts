/** A client that keeps to RFC 7643 and RFC 7644 to the letter, and expects the same. */
import type { Model } from '../model.ts';
import {
	activeByPath,
	addByValue,
	bareGroup,
	groupsBy,
	patchingMembers,
	removeByFilter,
	renameByPath,
	replaceByPath,
	USUAL_RETRY,
	usersBy,
	usualUser,
} from './shapes.ts';

/** A client that keeps to RFC 7643 and RFC 7644, and expects the same. */
export const GENERIC: Model = {
	client: 'generic',
	key: 'generic-scim-v2',
	name: 'Generic SCIM 2.0',
	sources: ['RFC 7643', 'RFC 7644'],
	headers: {
		'User-Agent': 'rollcall-simulate',
		Accept: 'application/scim+json',
		'Content-Type': 'application/scim+json',
	},
	concurrency: 4,
	timeoutSeconds: 30,
	retry: { ...USUAL_RETRY, onLoss: false },
	probes: [
		{ target: '/ServiceProviderConfig', wants: 'object' },
		{ target: '/ResourceTypes', wants: 'list' },
		{ target: '/Schemas', wants: 'list' },
		{ target: '/Users?startIndex=1&count=1', wants: 'list' },
	],
	users: {
		lookup: usersBy,
		readsAfterCreate: true,
		body: (person, active) => ({ ...usualUser(person, active), externalId: person.hex }),
		update: replaceByPath,
		setActive: activeByPath,
		deletes: true,
	},
	groups: {
		survey: { pageSize: 50 },
		lookup: groupsBy,
		body: (team) => ({ ...bareGroup(team), externalId: team.hex }),
		rename: renameByPath,
		...patchingMembers(50, addByValue, removeByFilter),
	},
	minds: {
		'empty-body': { why: 'A 201 has the resource in its body (RFC 7644 §3.3).' },
		'not-integers': {
			why: 'totalResults, startIndex and itemsPerPage are integers (RFC 7644 §3.4.2).',
		},
		pages: { why: 'Pages add up to totalResults and do not overlap (RFC 7644 §3.4.2.4).' },
		location: { why: 'A 201 says where the resource is, in Location (RFC 7644 §3.3).' },
		'content-type': { why: 'Bodies are application/scim+json (RFC 7644 §3.1, §8.1).' },
		'error-body': {
			why: 'Errors have a body of the Error schema with the status as text (RFC 7644 §3.12).',
		},
		'conflict-body': { why: 'A 409 says so in a body of the Error schema (RFC 7644 §3.12).' },
		'letter-case': {
			why: 'userName and emails are compared without regard to letter case (RFC 7643 §4.1.1, §8.7.1).',
		},
		'changed-name': { why: 'The answer shows the resource as it was stored (RFC 7644 §3.3).' },
		'update-lost': { why: 'A PATCH that succeeded has been applied whole (RFC 7644 §3.5.2).' },
		active: { why: 'A PATCH that succeeded has been applied whole (RFC 7644 §3.5.2).' },
		members: { why: 'A PATCH that succeeded has been applied whole (RFC 7644 §3.5.2).' },
		'still-there': { why: 'A deleted resource is 404 and in no list (RFC 7644 §3.6).' },
		duplicate: {
			why: 'userName is unique: the second create is 409 (RFC 7643 §4.1.1, RFC 7644 §3.3).',
		},
	},
};
