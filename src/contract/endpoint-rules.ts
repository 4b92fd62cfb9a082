/**
 * Which fields of a webhook endpoint go together: its scope, its format, and whether it is sent to or
 * polled decide what else can be said of it. Each field alone is described in webhook-endpoints.
 */
import { EVENT_TYPES, matchesTypes, OPERATIONS_EVENT_TYPES } from '../webhook/payload.ts';

/** What an endpoint is, and stays. */
export interface EndpointKind {
	readonly format: 'webhook' | 'set';
	readonly delivery: 'push' | 'poll';
	/** Whose logs it can hear of: `all` without any scope. */
	readonly logs: 'directories' | 'operations' | 'all';
}

/** What may be said of it, at first or later. */
interface Given {
	readonly url?: string | undefined;
	readonly types?: readonly string[] | null | undefined;
	readonly max_batch?: number | undefined;
	readonly headers?: object | null | undefined;
	readonly audience?: string | null | undefined;
}

/** An endpoint to be made, with what can be said of it only then. */
interface GivenNew extends Given, Scope, Omit<EndpointKind, 'logs'> {
	readonly secret?: string | undefined;
	readonly signing?: 'symmetric' | 'asymmetric' | undefined;
	readonly from_sequence?: number | undefined;
}

/** What an endpoint is limited to. */
interface Scope {
	readonly directory_id?: string | null | undefined;
	readonly tenant?: string | null | undefined;
	readonly product?: string | null | undefined;
}

/** A field that does not go with the others, and why. */
export interface Misfit {
	readonly field: string;
	readonly detail: string;
}

/** The scope that is the operations log. */
const OPERATIONS_SCOPE = 'operations';

/** The types of what becomes a SET, and what an endpoint for SETs gets unless it is told otherwise. */
export const SET_TYPES: readonly string[] = ['user.*', 'group.*'];

/** Tells whose logs a scope covers. */
export function logsOf(scope: Scope): EndpointKind['logs'] {
	if (scope.directory_id === OPERATIONS_SCOPE) return 'operations';
	return (scope.directory_id ?? scope.tenant ?? scope.product) ? 'directories' : 'all';
}

/** Finds what does not go with the kind of an endpoint. */
export function misfitsOf(kind: EndpointKind, given: Given): readonly Misfit[] {
	return [
		...misfitTypes(kind, given.types ?? []),
		...(kind.format === 'set' ? misfitsOfSets(given) : misfitsOfWebhooks(given)),
		...(kind.delivery === 'poll' ? misfitsOfPolled(kind, given) : []),
	];
}

/** Finds what does not go together in an endpoint that is to be made. */
export function misfitsOfNew(endpoint: GivenNew): readonly Misfit[] {
	const { format, delivery } = endpoint;
	const misfits = [...misfitsOf({ format, delivery, logs: logsOf(endpoint) }, endpoint)];
	const refuse = (field: keyof GivenNew, detail: string) => misfits.push({ field, detail });
	if (delivery === 'push' && endpoint.url === undefined) refuse('url', 'required');
	if (endpoint.directory_id !== undefined && (endpoint.tenant ?? endpoint.product) !== undefined) {
		refuse('directory_id', 'a directory already has its tenant and product');
	}
	if (endpoint.from_sequence !== undefined && endpoint.directory_id === undefined) {
		refuse('from_sequence', 'requires directory_id: each directory has its own sequence');
	}
	if (format === 'webhook') {
		if (endpoint.signing === 'asymmetric' && endpoint.secret !== undefined) {
			refuse('secret', 'an asymmetric key pair is created by Rollcall');
		}
		return misfits;
	}
	if (endpoint.signing !== undefined) {
		refuse('signing', 'Security Event Tokens are signed with ES256');
	}
	if (endpoint.secret !== undefined) {
		refuse('secret', 'Security Event Tokens are signed with a key of this service');
	}
	if (endpoint.directory_id === OPERATIONS_SCOPE) {
		refuse('directory_id', 'there are no Security Event Tokens for the operations log');
	}
	return misfits;
}

/** The types of the events that those logs may have. */
export function typesOf(logs: EndpointKind['logs']): readonly string[] {
	if (logs === 'all') return [...EVENT_TYPES, ...OPERATIONS_EVENT_TYPES];
	return logs === 'operations' ? OPERATIONS_EVENT_TYPES : EVENT_TYPES;
}

/** Says of types, each of which there is, that those logs have none of one; undefined if all is well. */
export function absentType(
	logs: EndpointKind['logs'],
	types: readonly string[],
): string | undefined {
	const absent = types.find((type) => !typesOf(logs).some((each) => matchesTypes([type], each)));
	if (absent === undefined) return undefined;
	return logs === 'operations'
		? `the operations log has no "${absent}"`
		: `no directory has "${absent}": it is in the operations log`;
}

function misfitTypes({ format, logs }: EndpointKind, types: readonly string[]): Misfit[] {
	const untold = types.find((type) => !matchesTypes(SET_TYPES, type));
	if (format === 'set' && untold !== undefined) {
		const detail = `there is no Security Event Token for "${untold}", only for user.* and group.*`;
		return [{ field: 'types', detail }];
	}
	const absent = absentType(logs, types);
	if (absent === undefined) return [];
	const remedy =
		logs === 'operations' ? '' : `; give directory_id "${OPERATIONS_SCOPE}", or no scope`;
	return [{ field: 'types', detail: `${absent}${remedy}` }];
}

function misfitsOfSets({ max_batch: maxBatch = 1 }: Given): Misfit[] {
	return maxBatch === 1
		? []
		: [{ field: 'max_batch', detail: 'one request carries one Security Event Token (RFC 8935)' }];
}

function misfitsOfWebhooks({ audience }: Given): Misfit[] {
	return audience === undefined
		? []
		: [{ field: 'audience', detail: 'only Security Event Tokens (format "set") have an audience' }];
}

function misfitsOfPolled({ format }: EndpointKind, { url, headers }: Given): Misfit[] {
	const misfits: Misfit[] = [];
	if (format !== 'set') {
		const detail = 'only Security Event Tokens (format "set") can be polled';
		misfits.push({ field: 'delivery', detail });
	}
	if (url !== undefined) {
		misfits.push({ field: 'url', detail: 'a polled endpoint gets its URL from Rollcall' });
	}
	if (headers !== undefined) {
		misfits.push({ field: 'headers', detail: 'nothing is sent to a polled endpoint' });
	}
	return misfits;
}
