/** /v1/directories/{id}/users: the users of a directory, as events show them. */
import { membershipQuery, userQuery } from '../../contract/directory-api.ts';
import { findProfile, listGroupsOf, listUsers } from '../../store/profiles.ts';
import { param, type AppContext } from '../context.ts';
import { readListQuery } from './list.ts';
import { fieldProblem, problem } from './problem.ts';
import { answerOne, answerPage, showWhole } from './profiles.ts';

/** GET /v1/directories/{id}/users */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, userQuery);
	if (!query.ok) return query.error;
	const { cursor: after, limit, email, active, group, ...given } = query.value;
	const filter = {
		email,
		userName: given.user_name,
		externalId: given.external_id,
		active,
		groupId: group,
		search: given.search,
		updatedAfter: given.updated_after,
	};
	const found = await listUsers(c.get('db'), param(c, 'id'), filter, { after, limit });
	const detail = `there is no group "${group}" in this directory`;
	return answerPage(c, found, showWhole, () => fieldProblem([{ field: 'group', detail }], 404));
}

/** GET /v1/directories/{id}/users/{userId} */
export async function read(c: AppContext): Promise<Response> {
	const found = await findProfile(c.get('db'), param(c, 'id'), 'User', param(c, 'userId'));
	return answerOne(c, found, () => unknownUser(c));
}

/** GET /v1/directories/{id}/users/{userId}/groups */
export async function listGroups(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, membershipQuery);
	if (!query.ok) return query.error;
	const { cursor: after, limit } = query.value;
	const part = { after, limit };
	const found = await listGroupsOf(c.get('db'), param(c, 'id'), param(c, 'userId'), part);
	return answerPage(c, found, showWhole, () => unknownUser(c));
}

/** 404 for the user that the path names. */
export function unknownUser(c: AppContext): Response {
	return problem(404, `This directory has no user "${param(c, 'userId')}".`);
}
