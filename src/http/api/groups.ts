/** /v1/directories/{id}/groups: the groups of a directory, as events show them, and their members. */
import { groupQuery, membershipQuery } from '../../contract/directory-api.ts';
import { groupProfile, userProfile } from '../../directory/profile.ts';
import { findProfile, listGroups, listMembers } from '../../store/profiles.ts';
import { param, type AppContext } from '../context.ts';
import { readListQuery } from './list.ts';
import { problem } from './problem.ts';
import { answerOne, answerPage, showWhole, type Show } from './profiles.ts';

/** GET /v1/directories/{id}/groups */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, groupQuery);
	if (!query.ok) return query.error;
	const { cursor: after, limit, name, search, ...given } = query.value;
	const filter = { name, search, externalId: given.external_id, updatedAfter: given.updated_after };
	const found = await listGroups(c.get('db'), param(c, 'id'), filter, { after, limit });
	return answerPage(c, found, showWhole);
}

/** GET /v1/directories/{id}/groups/{groupId} */
export async function read(c: AppContext): Promise<Response> {
	const found = await findProfile(c.get('db'), param(c, 'id'), 'Group', param(c, 'groupId'));
	return answerOne(c, found, () => unknownGroup(c));
}

/** GET /v1/directories/{id}/groups/{groupId}/members */
export async function readMembers(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, membershipQuery);
	if (!query.ok) return query.error;
	const { cursor: after, limit } = query.value;
	const part = { after, limit };
	const found = await listMembers(c.get('db'), param(c, 'id'), param(c, 'groupId'), part);
	return answerPage(c, found, showMember, () => unknownGroup(c));
}

const showMember: Show = (member, { mapping }) =>
	member.type === 'User'
		? { type: 'user', ...userProfile(member, mapping) }
		: { type: 'group', ...groupProfile(member) };

/** 404 for the group that the path names. */
export function unknownGroup(c: AppContext): Response {
	return problem(404, `This directory has no group "${param(c, 'groupId')}".`);
}
