/**
 * Renders a stored resource as its full SCIM representation (RFC 7643 §3). What a client asked to
 * see of it is decided afterwards, by the projection.
 */
import { etag } from './etag.ts';
import { type Json, type JsonObject, own } from './json.ts';
import type { ResourceType } from './schema/attribute.ts';
import { documentAttributes, findExtension, isUrn } from './schema/lookup.ts';

/** One end of a membership as the other end shows it (RFC 7643 §4.1.2, §4.2). */
export interface Reference {
	readonly value: string;
	readonly $ref: string;
	readonly type: string;
	readonly display?: string;
}

/** What is known of a resource: the document and what the service provider keeps beside it. */
export interface ResourceParts {
	readonly id: string;
	readonly attributes: JsonObject;
	readonly version: number;
	/** The fingerprint of the members or groups that are shown; none if left out. */
	readonly mark?: string;
	/** RFC 3339, as is `lastModified`. */
	readonly created: string;
	readonly lastModified: string;
	/** Absolute URI of the resource; only a request can know it. */
	readonly location?: string;
	readonly members?: readonly Reference[];
	readonly groups?: readonly Reference[];
}

/** Renders the full representation: attributes in the order of the schema, unassigned ones left out. */
export function renderResource(type: ResourceType, parts: ResourceParts): JsonObject {
	const { id, attributes, version, mark, created, lastModified, location, members, groups } = parts;
	const extensions = Object.keys(attributes).filter(isUrn);
	const meta = {
		resourceType: type.name,
		created,
		lastModified,
		...(location === undefined ? {} : { location }),
		version: etag(version, mark),
	};
	const values: JsonObject = {
		...attributes,
		schemas: [type.schema.id, ...extensions],
		id,
		...(members === undefined || members.length === 0 ? {} : { members: members.map(toJson) }),
		...(groups === undefined || groups.length === 0 ? {} : { groups: groups.map(toJson) }),
	};
	const names = documentAttributes(type).map(({ name }) => name);
	const undeclared = extensions.filter((urn) => findExtension(type, urn) === undefined);
	return Object.fromEntries(
		[...names, ...undeclared]
			.map((name): [string, Json | undefined] => [name, own(values, name)])
			.filter((entry): entry is [string, Json] => entry[1] !== undefined)
			.concat([['meta', meta]]),
	);
}

function toJson(reference: Reference): JsonObject {
	return { ...reference };
}
