/**
 * Holds every answer of /v1 that any test gets against the OpenAPI document: the call is in it, its
 * status is, its headers and its body are as described, and a request that was accepted is too.
 */
import { openApiDocument } from '../../src/http/openapi.ts';
import { checkOf } from './document-schemas.ts';

type Json = Readonly<Record<string, unknown>>;

interface Content {
	readonly schema: Json;
}

interface Described {
	readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
	readonly content?: Readonly<Record<string, Content>>;
}

interface Parameter {
	readonly name: string;
	readonly in: string;
	readonly schema: Json;
}

interface Call {
	readonly operationId: string;
	readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
	readonly requestBody?: {
		readonly required: boolean;
		readonly content: { readonly 'application/json': Content };
	};
	readonly responses: Readonly<Record<string, Described | { readonly $ref: string }>>;
}

/** What was sent. */
export interface Sent {
	readonly method: string;
	readonly url: URL;
	readonly body: string;
}

/** What was answered. */
export interface Answered {
	readonly status: number;
	readonly headers: Headers;
	readonly body: string;
}

/** Statuses of what is no call of the document: no such path, no such method, and what any may have. */
const STATUSES_ELSEWHERE = new Set([401, 404, 405, 500, 503]);

const document = openApiDocument();
const checkAnswer = checkOf(document, true);
const checkRequest = checkOf(document, false);

const routes = Object.entries(document.paths)
	.map(([template, calls]) => ({
		pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
		parameters: template.split('{').length,
		calls: calls as Readonly<Record<string, Call>>,
	}))
	// A path with a fixed segment goes before one with a parameter in its place.
	.toSorted((a, b) => a.parameters - b.parameters);

/** Tells where an exchange is not as the document says; every line names the call. */
export function contractBreaches(sent: Sent, answered: Answered): readonly string[] {
	const { pathname } = sent.url;
	const method = sent.method === 'HEAD' ? 'get' : sent.method.toLowerCase();
	const call = routes.find(({ pattern }) => pattern.test(pathname))?.calls[method];
	const name = call?.operationId ?? `${sent.method} ${pathname}`;
	const breaches = [
		...breachesOfAnswer(call, sent, answered),
		...(call !== undefined && answered.status < 300 ? breachesOfRequest(call, sent) : []),
	];
	return breaches.map((breach) => `${name} (${answered.status}): ${breach}`);
}

function breachesOfAnswer(
	call: Call | undefined,
	{ method }: Sent,
	{ status, headers, body }: Answered,
): readonly string[] {
	const described = call === undefined ? elsewhere(status) : call.responses[status];
	if (described === undefined) return ['this status is not documented'];
	const { headers: headerRefs = {}, content = {} } = resolve<Described>(described);
	const missing = Object.entries(headerRefs).flatMap(([name, header]) => {
		const { required, schema } = resolve<{ required?: boolean; schema: Json }>(header);
		const value = headers.get(name);
		if (value === null) return required === true ? [`lacks the header ${name}`] : [];
		return checkAnswer(schema, fromText(schema, value)).map((each) => `header ${name}${each}`);
	});
	const cached = headers.get('Cache-Control') === 'no-store' ? [] : ['may be cached'];
	const inside = method === 'HEAD' ? [] : breachesOfBody(content, headers, body);
	return [...missing, ...cached, ...inside];
}

function breachesOfBody(
	content: Readonly<Record<string, Content>>,
	headers: Headers,
	body: string,
): readonly string[] {
	const [documented] = Object.entries(content);
	if (documented === undefined) return body === '' ? [] : ['has a body'];
	const [mediaType, { schema }] = documented;
	const given = headers.get('Content-Type')?.split(';')[0];
	if (given !== mediaType) return [`is ${given}, not ${mediaType}`];
	return checkAnswer(schema, JSON.parse(body));
}

function elsewhere(status: number): Described | undefined {
	if (!STATUSES_ELSEWHERE.has(status)) return undefined;
	return {
		content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
	};
}

function breachesOfRequest(call: Call, { url, body }: Sent): readonly string[] {
	const parameters = (call.parameters ?? []).map((each) => resolve<Parameter>(each));
	const query = [...url.searchParams].flatMap(([name, text]) => {
		const parameter = parameters.find((each) => each.in === 'query' && each.name === name);
		if (parameter === undefined) return [`the parameter ${name} is not documented`];
		const { schema } = parameter;
		return checkRequest(schema, fromText(schema, text)).map((each) => `parameter ${name}${each}`);
	});
	const { requestBody } = call;
	if (requestBody === undefined) return query;
	if (body === '') return requestBody.required ? [...query, 'the body is missing'] : query;
	const { schema } = requestBody.content['application/json'];
	return [...query, ...checkRequest(schema, JSON.parse(body)).map((each) => `body${each}`)];
}

/** A parameter or header as what its schema describes. */
function fromText({ type }: Json, text: string): unknown {
	if (type === 'integer' && text !== '') return Number(text);
	if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
	return type === 'array' ? text.split(',') : text;
}

function resolve<Part>(part: Part | { readonly $ref: string }): Part {
	if (typeof part !== 'object' || part === null || !('$ref' in part)) return part;
	const [, , kind = '', name = ''] = part.$ref.split('/');
	const { components } = document as unknown as {
		components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
	};
	return components[kind]?.[name] as Part;
}
