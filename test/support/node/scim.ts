/** An identity provider, as far as tests that run in Node need one. */
import type { Directory } from '../../../src/sdk/index.ts';

/** A directory whose secret is at hand, as it is once it has been created. */
type Provisioned = Pick<Directory, 'scim'> & { readonly scim: { readonly secret: string } };

/** Creates a user through SCIM, and resolves to its id. */
export function createUser(
	directory: Provisioned,
	userName: string,
	attributes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
	const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
	return post(directory, 'Users', { schemas, userName, ...attributes });
}

/** Creates a group through SCIM, and resolves to its id. */
export function createGroup(
	directory: Provisioned,
	displayName: string,
	memberIds: readonly string[] = [],
): Promise<string> {
	const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
	const members = memberIds.map((value) => ({ value }));
	return post(directory, 'Groups', { schemas, displayName, members });
}

async function post({ scim }: Provisioned, noun: string, body: object): Promise<string> {
	const answer = await fetch(`${scim.endpoint}/${noun}`, {
		method: 'POST',
		headers: {
			authorization: `Bearer ${scim.secret}`,
			'content-type': 'application/scim+json',
		},
		body: JSON.stringify(body),
	});
	if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
	return ((await answer.json()) as { id: string }).id;
}
