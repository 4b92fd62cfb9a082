/**
 * POST /v1/directories/{id}/import: users, groups and memberships from another system, with the ids
 * that they have there. They go through the directory's writer as one bulk command, so that each is
 * checked as if its provider had sent it.
 */
import type * as z from 'zod';
import { importBatch, type ImportResult } from '../../contract/import.ts';
import type { OperationCommand, ResourceCommand, ResourceTypeName } from '../../directory/model.ts';
import { ok } from '../../result.ts';
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

/** What an operation weighs in a commit at least, in characters: see http/scim/bulk. */
const OPERATION_WEIGHT = 4 * 1024;

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
	const users = newOf(batch.users, 'User', taken);
	const groups = newOf(batch.groups, 'Group', taken);
	const members = membershipSteps(batch, taken);
	const steps = [...users.steps, ...groups.steps, ...members.steps];
	const failures = [...users.failures, ...groups.failures, ...members.failures];
	if (steps.length > 0) {
		const operations = steps.map(({ command }): OperationCommand => ({
			command: ok(command),
			references: [],
		}));
		const answer = await write(c.env, c.executionCtx, directoryId, {
			tokenHash: null,
			command: { kind: 'bulk', operations, isNamed: true },
			size: Math.max(JSON.stringify(batch).length, steps.length * OPERATION_WEIGHT),
		});
		if (!answer.ok) return problemOf(answer.error);
		failures.push(...refusals(steps, answer.value.outcomes ?? []));
		audit(c, 'directory.import', directoryId);
	}
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

/** Those that are not here yet; an id that names something else already is a failure. */
function newOf(
	resources: readonly Readonly<Record<string, unknown> & { id: string }>[],
	type: ResourceTypeName,
	taken: ReadonlyMap<string, ResourceTypeName>,
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
			const detail = `The id "${id}" is already that of a ${holder.toLowerCase()}.`;
			failures.push({ kind, id, group_id: null, status: 409, detail });
		} else {
			steps.push({
				command: { kind: 'create', type, id, body: named(resource, type) },
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
function membershipSteps(batch: ImportBatch, taken: ReadonlyMap<string, ResourceTypeName>) {
	const coming = new Set(batch.users.map(({ id }) => id));
	const steps: Step[] = [];
	const failures: Failure[] = [];
	for (const { group_id: group, user_ids: ids } of batch.memberships) {
		const isKnown = (id: string) => taken.get(id) === 'User' || coming.has(id);
		for (const id of ids.filter((each) => !isKnown(each))) {
			const detail = `There is no user "${id}" in this directory.`;
			failures.push({ kind: 'membership', id, group_id: group, status: 404, detail });
		}
		const known = ids.filter(isKnown);
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

type Outcomes = NonNullable<
	Extract<Awaited<ReturnType<typeof write>>, { ok: true }>['value']['outcomes']
>;

function refusals(steps: readonly Step[], outcomes: Outcomes): readonly Failure[] {
	return steps.flatMap(({ failed }, at) => {
		const result = outcomes[at]?.result;
		if (result === undefined || result.ok) return [];
		const { status, detail } = result.error;
		return failed.map((each) => ({ ...each, status, detail }));
	});
}
