/** Somebody in front of the pages of a directory, and what the API says of it meanwhile. */
import { api, createDirectory, type TestDirectory } from './client.ts';
import { signedIn, type Visitor } from './visitor.ts';

/** A directory called “Test”, and somebody in front of one of its pages. */
export async function at(
	part = '',
	type = 'generic-scim-v2',
): Promise<{
	readonly directory: TestDirectory;
	readonly visitor: Visitor;
	readonly path: string;
}> {
	const directory = await createDirectory(type);
	const visitor = await signedIn();
	return { directory, visitor, path: `/dashboard/directories/${directory.id}${part}` };
}

/** What the API shows of a part of a directory. */
export async function shown<Body>({ id }: { readonly id: string }, part = ''): Promise<Body> {
	return (await api<Body>('GET', `/directories/${id}${part}`)).body;
}

/** What the API lists of a part of a directory. */
export async function listed<Item>(
	directory: { readonly id: string },
	part: string,
): Promise<readonly Item[]> {
	return (await shown<{ data: readonly Item[] }>(directory, part)).data;
}

/** What stands beside a field as wrong. */
export function errorBeside(html: string, id: string): string | undefined {
	return new RegExp(`id="${id}-error" class="error">([^<]*)<`).exec(html)?.[1];
}
