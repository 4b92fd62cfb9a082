/** The calls of the /v1 API in the OpenAPI document, made of the contract's table of them. */
import type { Operation } from '../../contract/operation.ts';
import { OPERATIONS } from '../../contract/operations/index.ts';
import { headerRefs, pathParameters, queryParameters } from './parameters.ts';
import { COMMON_PROBLEMS, IDEMPOTENCY_PROBLEMS, problemRefs } from './responses.ts';
import { namedBy, type Json, type Schemas } from './schemas.ts';

/** The calls, by their operationId. */
export const CALLS = Object.entries(OPERATIONS) as readonly (readonly [string, Operation])[];

const SUCCESS = {
	200: 'Done.',
	201: 'Created.',
	202: 'Accepted: it continues after the response.',
	204: 'Done; there is no body.',
} as const;

/** Query parameters of many calls, by their names. */
const SHARED_PARAMETERS = new Set(['limit', 'cursor']);

/** The keys under which the schemas of a call are converted. */
export const keysOf = (id: string) => ({
	query: `${id}.query`,
	body: `${id}.body`,
	answer: `${id}.answer`,
});

/** `paths`, and the parameters that several of them share. */
export function pathsOf(schemas: Schemas): {
	readonly paths: Readonly<Record<string, Json>>;
	readonly parameters: Readonly<Record<string, Json>>;
} {
	const paths: Record<string, Record<string, Json>> = {};
	const parameters: Record<string, Json> = {};
	const place = (component: string, parameter: Json): Json => {
		parameters[component] ??= parameter;
		const isSame = JSON.stringify(parameters[component]) === JSON.stringify(parameter);
		return isSame ? { $ref: `#/components/parameters/${component}` } : parameter;
	};
	for (const [id, operation] of CALLS) {
		const { method, path } = operation;
		const given = [
			...pathParameters(path).map(({ component, parameter }) => place(component, parameter)),
			...queryParameters(schemas.byKey[keysOf(id).query], schemas.components).map((parameter) => {
				const name = String(parameter['name']);
				return SHARED_PARAMETERS.has(name) ? place(name, parameter) : parameter;
			}),
			...(method === 'POST' ? [{ $ref: '#/components/parameters/Idempotency-Key' }] : []),
		];
		const item = (paths[`/v1${path}`] ??= {});
		item[method.toLowerCase()] = {
			operationId: id,
			tags: [operation.tag],
			summary: operation.summary,
			description: descriptionOf(operation),
			security: [{ apiKey: [operation.scope] }],
			...(given.length === 0 ? {} : { parameters: given }),
			...requestBody(id, operation, schemas),
			responses: responses(id, operation, schemas),
		};
	}
	return { paths, parameters };
}

function descriptionOf({ description, scope, isGlobal }: Operation): string {
	const who =
		isGlobal === true
			? `Needs the scope \`${scope}\`, and a key that is not bound.`
			: `Needs the scope \`${scope}\`.`;
	return description === undefined ? who : `${description}\n\n${who}`;
}

function requestBody(id: string, { body, isBodyOptional }: Operation, schemas: Schemas): Json {
	if (body === undefined) return {};
	const content = { 'application/json': mediaType(schemas.byKey[keysOf(id).body], schemas) };
	return { requestBody: { required: isBodyOptional !== true, content } };
}

function responses(id: string, operation: Operation, schemas: Schemas): Json {
	const { status, answer, method, problems } = operation;
	const isPost = method === 'POST';
	const names = ['X-Request-Id', ...(isPost ? (['Idempotency-Replayed'] as const) : [])] as const;
	const refusals = new Set<number>([
		...problems,
		...COMMON_PROBLEMS,
		...(isPost ? IDEMPOTENCY_PROBLEMS : []),
	]);
	return {
		[status]: {
			description: SUCCESS[status],
			headers: headerRefs(...names),
			...(answer === undefined
				? {}
				: {
						content: { 'application/json': mediaType(schemas.byKey[keysOf(id).answer], schemas) },
					}),
		},
		...problemRefs([...refusals]),
	};
}

/** A schema with the examples that it has. */
function mediaType(schema: Json = {}, { components }: Schemas): Json {
	const { examples } = namedBy(schema, components) ?? schema;
	const values = Array.isArray(examples) ? (examples as readonly unknown[]) : [];
	return {
		schema,
		examples: Object.fromEntries(
			values.map((value, at) => [at === 0 ? 'example' : `example ${at + 1}`, { value }]),
		),
	};
}
