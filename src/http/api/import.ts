/**
 * POST /v1/directories/{id}/import: users, groups and memberships from another system, with the ids
 * that they have there. They go through the directory's writer as bulk commands, so that each is
 * checked as if its provider had sent it: users and groups first, then who is in which.
 */
import type * as z from 'zod';
import { importBatch, type ImportResult } from '../../contract/import.ts';
import { bulkWeight } from '../../directory/bulk.ts';
import type { OperationCommand, ResourceCommand, ResourceTypeName } from '../../directory/model.ts';
import { ok, type Result } from '../../result.ts';
import type { ScimError } from '../../scim/errors.ts';
import type { OperationOutcome } from '../../scim/bulk.ts';
import { MAX_BODY_BYTES } from '../../scim/limits.ts';
import { GROUP_URN, PATCH_OP_URN, USER_URN } from '../../scim/urns.ts';
import { findTaken } from '../../store/imports.ts';
import { write } from '../../worker/writer-client.ts';
import { param, type AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { find, unknownDirectory } from './directories.ts';
import { problemOf } from './problem.ts';
import { readBody } from './validate.ts';

type ImportBatch = z.output<typeof importBatch>;
type Failure = ImportResult['failures'][number];

/** One thing to be done, and what to call it if it is refused. */
interface Step {
	readonly command: ResourceCommand;
	readonly failed: readonly Pick<Failure, 'kind' | 'id' | 'group_id'>[];
}

/** POST /v1/directories/{id}/import */
export async function importResources(c: AppContext): Promise<Response> {
	const body = await readBody(c, importBatch, MAX_BODY_BYTES);
	if (!body.ok) return body.error;
	if ((await find(c)) === undefined) return unknownDirectory(c);
	const directoryId = param(c, 'id');
	const batch = body.value;
	const taken = await findTaken(c.get('db'), directoryId, idsIn(batch));
	const coming = new Set<string>();
	const users = newOf(batch.users, 'User', taken, coming);
	const groups = newOf(batch.groups, 'Group', taken, coming);
	const made = await carryOut(c, [...users.steps, ...groups.steps]);
	if (!made.ok) return problemOf(made.error);
	const lost = made.value.filter(({ kind }) => kind === 'user').map(({ id }) => id);
	// Only now it is clear who is here: a user that was refused keeps no other from becoming a member.
	const members = membershipSteps(batch, usersIn(batch, taken, lost));
	const joined = await carryOut(c, members.steps);
	if (!joined.ok) return problemOf(joined.error);
	const failures = [
		...users.failures,
		...groups.failures,
		...made.value,
		...members.failures,
		...joined.value,
	];
	const failed = (kind: Failure['kind']) => failures.filter((each) => each.kind === kind).length;
	const given = batch.memberships.reduce((sum, { user_ids: ids }) => sum + ids.length, 0);
	return c.json({
		users: {
			created: batch.users.length - users.existing - failed('user'),
			existing: users.existing,
		},
		groups: {
			created: batch.groups.length - groups.existing - failed('group'),
			existing: groups.existing,
		},
		memberships: { done: given - failed('membership') },
		failures,
	} satisfies ImportResult);
}

function idsIn({ users, groups, memberships }: ImportBatch): readonly string[] {
	const inGroups = memberships.flatMap(({ group_id: group, user_ids: ids }) => [group, ...ids]);
	return [...new Set([...[...users, ...groups].map(({ id }) => id), ...inGroups])];
}

/** Has the writer take steps, as one commit; what it refuses is a failure. */
async function carryOut(
	c: AppContext,
	steps: readonly Step[],
): Promise<Result<readonly Failure[], ScimError>> {
	if (steps.length === 0) return ok([]);
	const directoryId = param(c, 'id');
	const operations = steps.map(({ command }): OperationCommand => ({
		command: ok(command),
		references: [],
	}));
	const answer = await write(c.env, c.executionCtx, directoryId, {
		tokenHash: null,
		command: { kind: 'bulk', operations, isNamed: true },
		size: bulkWeight(steps.length, JSON.stringify(operations).length),
	});
	if (!answer.ok) return answer;
	if (c.get('changes').length === 0) audit(c, 'directory.import', directoryId);
	return ok(refusals(steps, answer.value.outcomes ?? []));
}

/** The users of this request who are in the directory now. */
function usersIn(
	{ users }: ImportBatch,
	taken: ReadonlyMap<string, ResourceTypeName>,
	lost: readonly string[],
): ReadonlySet<string> {
	const here = new Set(users.map(({ id }) => id).filter((id) => taken.get(id) !== 'Group'));
	for (const [id, type] of taken) if (type === 'User') here.add(id);
	for (const id of lost) here.delete(id);
	return here;
}

/**
 * Those that are not here yet, whose ids are added to `coming`; an id that names something else already
 * is a failure, and so is one that is given twice.
 */
function newOf(
	resources: readonly Readonly<Record<string, unknown> & { id: string }>[],
	type: ResourceTypeName,
	taken: ReadonlyMap<string, ResourceTypeName>,
	coming: Set<string>,
) {
	const kind = type === 'User' ? 'user' : 'group';
	const steps: Step[] = [];
	const failures: Failure[] = [];
	let existing = 0;
	for (const resource of resources) {
		const { id } = resource;
		const holder = taken.get(id);
		if (holder === type) existing += 1;
		else if (holder !== undefined) {
			const detail = `The id "${id}" already belongs to a ${holder.toLowerCase()}.`;
			failures.push({ kind, id, group_id: null, status: 409, detail });
		} else if (coming.has(id)) {
			const detail = `The id "${id}" appears twice in this request.`;
			failures.push({ kind, id, group_id: null, status: 409, detail });
		} else {
			coming.add(id);
			steps.push({
				command: { kind: 'create', type, id, isGiven: true, body: named(resource, type) },
				failed: [{ kind, id, group_id: null }],
			});
		}
	}
	return { steps, failures, existing };
}

/** What other systems keep of a resource often lacks its `schemas`. */
function named(resource: Readonly<Record<string, unknown>>, type: ResourceTypeName): unknown {
	const urn = type === 'User' ? USER_URN : GROUP_URN;
	return Array.isArray(resource['schemas']) ? resource : { ...resource, schemas: [urn] };
}

/** Members are added as PATCH does it; those who do not exist would make it fail as a whole. */
function membershipSteps(batch: ImportBatch, users: ReadonlySet<string>) {
	const steps: Step[] = [];
	const failures: Failure[] = [];
	for (const { group_id: group, user_ids: ids } of batch.memberships) {
		for (const id of ids.filter((each) => !users.has(each))) {
			const detail = `There is no user "${id}" in this directory.`;
			failures.push({ kind: 'membership', id, group_id: group, status: 404, detail });
		}
		const known = ids.filter((each) => users.has(each));
		if (known.length === 0) continue;
		const value = known.map((id) => ({ value: id }));
		const body = { schemas: [PATCH_OP_URN], Operations: [{ op: 'add', path: 'members', value }] };
		steps.push({
			command: {
				kind: 'patch',
				type: 'Group',
				id: group,
				body,
				wantsResource: false,
				wantsMembers: false,
			},
			failed: known.map((id) => ({ kind: 'membership', id, group_id: group })),
		});
	}
	return { steps, failures };
}

function refusals(
	steps: readonly Step[],
	outcomes: readonly (OperationOutcome | undefined)[],
): readonly Failure[] {
	return steps.flatMap(({ failed }, at) => {
		const result = outcomes[at]?.result;
		if (result === undefined || result.ok) return [];
		const { status, detail } = result.error;
		return failed.map((each) => ({ ...each, status, detail }));
	});
}
