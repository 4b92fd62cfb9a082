/** Parses and applies a PATCH the way the service does, in one step. */
import type { Result } from '../../../src/result.ts';
import { dialectOf } from '../../../src/scim/dialect.ts';
import type { ScimError } from '../../../src/scim/errors.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { applyPatch } from '../../../src/scim/patch/apply.ts';
import type { PatchedResource } from '../../../src/scim/patch/changes.ts';
import { parsePatch } from '../../../src/scim/patch/parse.ts';
import type { ResourceType } from '../../../src/scim/schema/attribute.ts';
import { GROUP, USER } from '../../../src/scim/schema/resource-types.ts';

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A PATCH body. */
export function body(...operations: readonly unknown[]) {
	return { schemas: [PATCH_OP], Operations: operations };
}

/** Parses and applies a PATCH body. */
export function patch(
	type: ResourceType,
	document: JsonObject,
	request: unknown,
	directoryType = 'generic-scim-v2',
): Result<PatchedResource, ScimError> {
	const operations = parsePatch(request, type);
	return operations.ok
		? applyPatch(operations.value, document, type, dialectOf(directoryType))
		: operations;
}

/** The user that operations make of another, or the kind of failure. */
export function patchUser(
	document: JsonObject,
	operations: readonly unknown[],
	directoryType?: string,
): JsonObject | string | undefined {
	const patched = patch(USER, document, body(...operations), directoryType);
	return patched.ok ? patched.value.attributes : patched.error.scimType;
}

/** What operations ask of a group's members, or the kind of failure. */
export function patchMembers(operations: readonly unknown[], directoryType?: string) {
	const patched = patch(GROUP, { displayName: 'Crew' }, body(...operations), directoryType);
	return patched.ok ? patched.value.members : patched.error.scimType;
}
