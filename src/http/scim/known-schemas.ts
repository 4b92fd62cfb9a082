/**
 * The schemas of directories as this isolate last saw them. A request is parsed by them before D1 is
 * asked; the answer of D1 tells whether they still hold, and if not, the request is taken up again.
 * Directories that declare no schemas and map no attributes never pay for it.
 */
import type { ResourceTypes } from '../../scim/schema/resource-types.ts';
import type { TokenProof } from '../../store/access.ts';
import { loadSchemas, NO_SCHEMAS, type KnownSchemas } from '../../store/schemas.ts';
import type { AppContext } from '../context.ts';
import { noteUse, type Outcome } from './access.ts';

const known = new Map<string, KnownSchemas>();
const KNOWN_MAX = 1_000;

/** Answers a request by the schemas of its directory. */
export async function bySchemas(
	c: AppContext,
	proof: TokenProof,
	answer: (types: ResourceTypes) => Promise<Outcome>,
): Promise<Response> {
	for (;;) {
		const { version, types } = known.get(proof.directoryId) ?? NO_SCHEMAS;
		const { response, directory } = await answer(types);
		if (directory === undefined) return response;
		if (directory.schemasVersion === version) {
			noteUse(c, directory, proof);
			return response;
		}
		await refresh(c, proof.directoryId);
	}
}

/** The resource types of a directory whose schemas have the version. */
export async function typesAt(
	c: AppContext,
	directoryId: string,
	version: number,
): Promise<ResourceTypes> {
	const schemas = known.get(directoryId) ?? NO_SCHEMAS;
	return (schemas.version === version ? schemas : await refresh(c, directoryId)).types;
}

async function refresh(c: AppContext, directoryId: string): Promise<KnownSchemas> {
	const schemas = await loadSchemas(c.get('db'), directoryId);
	if (known.size >= KNOWN_MAX) known.clear();
	known.set(directoryId, schemas);
	return schemas;
}
