/**
 * /Bulk (RFC 7644 §3.7): many operations in one request. The writer gets them as one command, so that
 * they are decided in order and committed in one transaction.
 */
import { bulkCommand, bulkWeight } from '../../directory/bulk.ts';
import { newResourceId } from '../../platform/ids.ts';
import { BULK_PAYLOAD_TOO_LARGE, bulkResponse, readBulkRequest } from '../../scim/bulk.ts';
import type { TokenProof } from '../../store/access.ts';
import type { AppContext } from '../context.ts';
import { refuse, withAdmission } from './access.ts';
import { readBody } from './body.ts';
import { baseUrl, locationOf, scimError, scimResponse } from './respond.ts';
import { send } from './send.ts';

/** POST /Bulk. */
export function bulk(c: AppContext): Promise<Response> {
	return withAdmission(c, (proof) => bulkWith(c, proof));
}

async function bulkWith(c: AppContext, proof: TokenProof): Promise<Response> {
	const body = await readBody(c);
	if (!body.ok) {
		return refuse(c, proof, body.error.status === 413 ? BULK_PAYLOAD_TOO_LARGE : body.error);
	}
	const request = readBulkRequest(body.value.value, newResourceId);
	if (!request.ok) return refuse(c, proof, request.error);
	const { operations } = request.value;
	const size = bulkWeight(operations.length, body.value.size);
	const answer = await send(c, proof, bulkCommand(request.value), size);
	if (!answer.ok) return scimError(answer.error);
	const base = baseUrl(c);
	const { outcomes = [] } = answer.value;
	const message = bulkResponse(operations, outcomes, ({ type, id }) => locationOf(base, type, id));
	return scimResponse(c, 200, message);
}
