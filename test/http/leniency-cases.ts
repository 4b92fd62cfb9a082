/**
 * The leniencies that take a request to be shown: the request, and the conforming one that must be
 * answered alike. Played by dialects.test.ts; test/scim/leniencies.test.ts sees to it that none is missing.
 */

/** A request; `{user}` stands for the id of a user who exists. */
export interface CaseRequest {
	readonly method: string;
	readonly path: string;
	readonly headers?: Readonly<Record<string, string | null>>;
	readonly body?: object;
}

interface Case {
	readonly lenient: CaseRequest;
	readonly conforming: CaseRequest;
	/** The directory type, where not every directory grants it. */
	readonly type?: string;
}

const list = (query: string): CaseRequest => ({ method: 'GET', path: `/Users${query}` });

const create = (contentType: string | null): CaseRequest => ({
	method: 'POST',
	path: '/Users',
	headers: { 'Content-Type': contentType },
	body: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'bert' },
});

const members = (...ids: readonly string[]): CaseRequest => ({
	method: 'POST',
	path: '/Groups',
	body: {
		schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
		displayName: 'Crew',
		members: ids.map((value) => ({ value })),
	},
});

/** By the name of the leniency. */
export const HTTP_CASES: Readonly<Record<string, Case>> = {
	plain_json: {
		lenient: create('application/json; charset=UTF-8'),
		conforming: create('application/scim+json'),
	},
	no_content_type: { lenient: create(null), conforming: create('application/scim+json') },
	doubled_slash: {
		lenient: { method: 'GET', path: '//Users?count=1' },
		conforming: list('?count=1'),
	},
	trailing_slash: { lenient: list('/?count=1'), conforming: list('?count=1') },
	plus_as_blank: {
		lenient: list('?filter=userName+eq+%22anna%22'),
		conforming: list('?filter=userName%20eq%20%22anna%22'),
	},
	repeated_attributes: {
		lenient: list('?attributes=userName&attributes=title'),
		conforming: list('?attributes=userName,title'),
	},
	skip_unknown_members: {
		type: 'okta-scim-v2',
		lenient: members('{user}', 'nobody'),
		conforming: members('{user}'),
	},
};
