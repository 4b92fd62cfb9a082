/**
 * What the conformance tests share: URNs, and how to make a resource, find resources and expect an
 * error. The requests themselves are made by test/support/client.ts.
 */
import { expect } from 'vitest';
import { api, type Reply, type TestDirectory } from '../support/client.ts';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0';

export type Body = Record<string, unknown>;

/** A resource as a client knows it after creating it. */
export interface Created {
	readonly id: string;
	/** Relative to the directory's base, e.g. `/Users/…`. */
	readonly path: string;
	readonly body: Body;
}

/** The `meta` of a representation. */
export interface Meta {
	readonly resourceType: string;
	readonly created: string;
	readonly lastModified: string;
	readonly location: string;
	readonly version: string;
}

export const metaOf = (body: Body): Meta => body['meta'] as Meta;

/** Creates a resource; fails the test unless the answer is 201. */
export async function create(
	directory: TestDirectory,
	endpoint: '/Users' | '/Groups',
	body: Body,
): Promise<Created> {
	const reply = await directory.scim('POST', endpoint, body);
	expect(reply.status, JSON.stringify(reply.body)).toBe(201);
	const id = String(reply.body['id']);
	return { id, path: `${endpoint}/${id}`, body: reply.body };
}

/** A ListResponse as a client reads it. */
export interface List {
	readonly schemas: readonly string[];
	readonly totalResults: number;
	readonly startIndex?: number;
	readonly itemsPerPage?: number;
	readonly nextCursor?: string;
	readonly previousCursor?: string;
	readonly Resources: readonly Body[];
}

/** Lists with a query; fails the test unless the answer is 200. Values are percent-encoded here. */
export async function list(
	directory: TestDirectory,
	endpoint: string,
	query: Readonly<Record<string, string>> = {},
): Promise<List> {
	const parameters = new URLSearchParams(query).toString();
	const reply = await directory.scim<List>('GET', `${endpoint}?${parameters}`);
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	return reply.body;
}

/** The names of resources, whichever kind they are. */
export const namesOf = ({ Resources }: Pick<List, 'Resources'>): string[] =>
	Resources.map((each) => String(each['userName'] ?? each['displayName']));

/** The names of what a filter finds. */
export async function found(
	directory: TestDirectory,
	endpoint: string,
	filter: string,
): Promise<string[]> {
	return namesOf(await list(directory, endpoint, { filter }));
}

/** What a reply that is a SCIM error matches: status, scimType, and a detail for humans (RFC 7644 §3.12). */
export function scimError(status: number, scimType?: string) {
	return {
		status,
		body: {
			schemas: [`${MESSAGES}:Error`],
			status: String(status),
			...(scimType === undefined ? {} : { scimType }),
			detail: expect.stringMatching(/\w/) as string,
		},
	};
}

/** Declares an extension schema for a directory through the management API. */
export function declareSchema(directory: TestDirectory, schema: Body): Promise<Reply> {
	return api('POST', `/directories/${directory.id}/schemas`, schema);
}

/** The result of one operation of a bulk job (RFC 7644 §3.7). */
interface BulkResult {
	readonly method: string;
	readonly status: string;
	readonly bulkId?: string;
	readonly version?: string;
	readonly location?: string;
	readonly response?: Body;
}

interface BulkReply extends Body {
	readonly schemas: readonly string[];
	readonly Operations: readonly BulkResult[];
}

/** Sends any bulk request; its `schemas` are right unless given. */
export function bulkRequest(directory: TestDirectory, body: Body): Promise<Reply<BulkReply>> {
	return directory.scim('POST', '/Bulk', { schemas: [`${MESSAGES}:BulkRequest`], ...body });
}

/** Sends a bulk job; fails the test unless the answer is 200. */
export async function bulk(
	directory: TestDirectory,
	operations: readonly Body[],
	more: Body = {},
): Promise<BulkReply> {
	const reply = await bulkRequest(directory, { ...more, Operations: operations });
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	return reply.body;
}
