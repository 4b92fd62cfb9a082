/**
 * A SCIM service in memory, for clients that are tested without a server: the real decisions, filters
 * and rendering over MemoryDirectory, and nothing of HTTP but methods, paths and statuses.
 */
import type { Command, ResourceTypeName, StoredResource } from '../../src/directory/model.ts';
import { relatedOf } from '../../src/directory/view.ts';
import { comparable } from '../../src/scim/comparable.ts';
import { errorBody, notFound, type ScimError } from '../../src/scim/errors.ts';
import { evaluate } from '../../src/scim/filter/evaluate.ts';
import { isObject, type JsonObject } from '../../src/scim/json.ts';
import { listResponse } from '../../src/scim/list.ts';
import { project, readProjection, type Projection } from '../../src/scim/projection.ts';
import { readQuery, urlParameters } from '../../src/scim/query.ts';
import { renderResource } from '../../src/scim/render.ts';
import { RESOURCE_TYPE } from '../../src/scim/schema/resource-types.ts';
import type { Answer } from '../../src/simulator/wire.ts';
import { MemoryDirectory } from './memory-directory.ts';

const TYPES: Readonly<Record<string, ResourceTypeName>> = { Users: 'User', Groups: 'Group' };

/** What a request is, whoever sends it. */
export interface PlainRequest {
	readonly method: string;
	/** Below the base, query included. */
	readonly target: string;
	readonly body: string | undefined;
}

/** A SCIM service. */
export class MemoryScim {
	readonly directory: MemoryDirectory;
	readonly #comparables = new WeakMap<StoredResource, JsonObject>();
	#ids = 0;

	constructor(type = 'generic-scim-v2') {
		this.directory = new MemoryDirectory(type);
	}

	/** Answers a request. */
	handle({ method, target, body }: PlainRequest): Answer {
		const { pathname, searchParams } = new URL(`http://memory.example${target}`);
		const [, endpoint = '', id] = pathname.split('/').map(decodeURIComponent);
		const type = TYPES[endpoint];
		if (type === undefined) return this.#describe(endpoint, id);
		const parameters = Object.fromEntries(searchParams);
		if (method === 'GET') {
			return id === undefined ? this.#list(type, parameters) : this.#read(type, id, parameters);
		}
		const read: unknown = body === undefined ? {} : JSON.parse(body);
		return this.#run(type, this.#commandOf(method, type, id ?? '', read));
	}

	#commandOf(method: string, type: ResourceTypeName, id: string, body: unknown): Command {
		if (method === 'POST') return { kind: 'create', type, id: `id-${(this.#ids += 1)}`, body };
		if (method === 'PUT') return { kind: 'replace', type, id, body };
		if (method === 'DELETE') return { kind: 'delete', type, id };
		return { kind: 'patch', type, id, body, wantsResource: false, wantsMembers: false };
	}

	#run(type: ResourceTypeName, command: Command): Answer {
		const answer = this.directory.run(command);
		if (!answer.ok) return refusal(answer.error);
		const { status, resource } = answer.value;
		if (status === 204 || resource === undefined) return { status: 204, headers: {}, text: '' };
		return this.#read(type, resource.resource.id, {}, status);
	}

	#read(
		type: ResourceTypeName,
		id: string,
		{ attributes, excludedAttributes }: Readonly<Record<string, string>>,
		status = 200,
	): Answer {
		const projection = readProjection(RESOURCE_TYPE[type], attributes, excludedAttributes);
		if (!projection.ok) return refusal(projection.error);
		const found = this.directory.resources.get(id);
		if (found?.type !== type) return refusal(notFound(type, id));
		const body = this.#render(type, id, projection.value);
		return json(status, body, { location: `http://memory.example/${type}s/${id}` });
	}

	#list(type: ResourceTypeName, parameters: Readonly<Record<string, string>>): Answer {
		const query = readQuery(urlParameters(parameters), [RESOURCE_TYPE[type]]);
		if (!query.ok) return refusal(query.error);
		const { types, paging } = query.value;
		const asked = types[0];
		const startIndex = paging.kind === 'index' ? paging.startIndex : 1;
		const all = [...this.directory.resources.values()].filter((each) => each.type === type);
		const found = all.filter((each) =>
			asked?.filter === undefined
				? asked !== undefined
				: evaluate(asked.filter, this.#comparable(each)),
		);
		const page = found.slice(startIndex - 1, startIndex - 1 + (paging.count ?? 100));
		const resources = page.map(({ id }) =>
			this.#render(type, id, asked?.projection ?? { kind: 'default' }),
		);
		return json(200, listResponse({ resources, totalResults: found.length, startIndex }));
	}

	/** What filters look at, made once for each version of a resource. */
	#comparable(resource: StoredResource): JsonObject {
		const { type, id, attributes } = resource;
		const made =
			this.#comparables.get(resource) ?? comparable(RESOURCE_TYPE[type], { ...attributes, id });
		this.#comparables.set(resource, made);
		return made;
	}

	#render(type: ResourceTypeName, id: string, projection: Projection): JsonObject {
		const resource = this.directory.resources.get(id);
		if (resource === undefined) throw new Error(`There is no ${id}.`);
		const others =
			type === 'Group'
				? this.directory.membersOf(id)
				: [...this.directory.resources.keys()].filter((each) =>
						this.directory.memberships.has(`${each} ${id}`),
					);
		const related = others.flatMap((other) => {
			const end = this.directory.resources.get(other);
			if (end === undefined) return [];
			const { display } = relatedOf(end);
			return [{ value: other, $ref: `/${end.type}s/${other}`, type: end.type, display }];
		});
		const time = new Date(resource.modifiedAt).toISOString();
		const full = renderResource(RESOURCE_TYPE[type], {
			...resource,
			created: time,
			lastModified: time,
			location: `http://memory.example/${type}s/${id}`,
			...(type === 'Group' ? { members: related } : { groups: related }),
		});
		return project(RESOURCE_TYPE[type], full, projection);
	}

	/** Discovery, as far as clients look at whether it is there. */
	#describe(endpoint: string, id: string | undefined): Answer {
		const known = ['ServiceProviderConfig', 'ResourceTypes', 'Schemas'];
		if (!known.includes(endpoint)) return refusal(notFound('resource', endpoint));
		const one = { schemas: [`urn:memory:${endpoint}`], id: id ?? endpoint };
		const isList = id === undefined && endpoint !== 'ServiceProviderConfig';
		return json(200, isList ? listResponse({ resources: [one], totalResults: 1 }) : one);
	}
}

/** The body of an answer as JSON, to be made faulty. */
export function bodyOf({ text }: Answer): JsonObject {
	const read: unknown = text === '' ? {} : JSON.parse(text);
	return isObject(read) ? read : {};
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
	const type = { 'content-type': 'application/scim+json; charset=utf-8' };
	return { status, headers: { ...type, ...headers }, text: JSON.stringify(body) };
}

function refusal(error: ScimError): Answer {
	return json(error.status, errorBody(error));
}
