/**
 * Commands with their bodies parsed: once, before anything is read, because what a body names decides
 * what must be read. What a body says is judged here; whether it can be done is decided later.
 */
import type { ScimError } from '../scim/errors.ts';
import { parsePatch, type PatchOperation } from '../scim/patch/parse.ts';
import { readResource, type ResourceContent } from '../scim/resource.ts';
import type { ResourceTypes } from '../scim/schema/resource-types.ts';
import type { Result } from '../result.ts';
import type { Command } from './model.ts';

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

export type ParsedCommand =
	| (CommandOf<'create' | 'replace'> & { readonly content: Result<ResourceContent, ScimError> })
	| (CommandOf<'patch'> & { readonly operations: Result<readonly PatchOperation[], ScimError> })
	| CommandOf<'delete' | 'updateDirectory'>;

/** Parses the body of a command, if it has one, by the schemas of its directory. */
export function parseCommand(command: Command, types: ResourceTypes): ParsedCommand {
	switch (command.kind) {
		case 'create':
		case 'replace':
			return { ...command, content: readResource(types[command.type], command.body) };
		case 'patch':
			return { ...command, operations: parsePatch(command.body, types[command.type]) };
		case 'delete':
		case 'updateDirectory':
			return command;
	}
}
