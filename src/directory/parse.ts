/**
 * Commands with their bodies parsed: once, before anything is read, because what a body names decides
 * what must be read. What a body says is judged here; whether it can be done is decided later.
 */
import type { ScimError } from '../scim/errors.ts';
import { parsePatch, type PatchOperation } from '../scim/patch/parse.ts';
import { readResource, type ResourceContent } from '../scim/resource.ts';
import type { ResourceTypes } from '../scim/schema/resource-types.ts';
import { ok, type Result } from '../result.ts';
import type { Command, OperationCommand, ResourceCommand } from './model.ts';

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** A command on one resource, with what its body says or what is wrong with it. */
export type ParsedResourceCommand =
	| (CommandOf<'create' | 'replace'> & { readonly content: Result<ResourceContent, ScimError> })
	| (CommandOf<'patch'> & { readonly operations: Result<readonly PatchOperation[], ScimError> })
	| CommandOf<'delete'>;

/** An operation of a bulk with the body of its command parsed. */
export type ParsedOperation = Omit<OperationCommand, 'command'> & {
	readonly command: Result<ParsedResourceCommand, ScimError>;
};

/** A bulk with the bodies of its operations parsed. */
export type ParsedBulk = Omit<CommandOf<'bulk'>, 'operations'> & {
	readonly operations: readonly ParsedOperation[];
};

/** Any command with its body parsed. */
export type ParsedCommand = ParsedResourceCommand | ParsedBulk | CommandOf<'updateDirectory'>;

/** Parses the body of a command, if it has one, by the schemas of its directory. */
export function parseCommand(command: Command, types: ResourceTypes): ParsedCommand {
	switch (command.kind) {
		case 'bulk': {
			const operations = command.operations.map((operation) => {
				const single = operation.command;
				return { ...operation, command: single.ok ? ok(parseSingle(single.value, types)) : single };
			});
			return { ...command, operations };
		}
		case 'updateDirectory':
			return command;
		default:
			return parseSingle(command, types);
	}
}

function parseSingle(command: ResourceCommand, types: ResourceTypes): ParsedResourceCommand {
	switch (command.kind) {
		case 'create':
		case 'replace':
			return { ...command, content: readResource(types[command.type], command.body) };
		case 'patch':
			return { ...command, operations: parsePatch(command.body, types[command.type]) };
		case 'delete':
			return command;
	}
}
