/**
 * A user type with a made-up extension that has an attribute of every type and characteristic, the
 * way a directory may declare one.
 */
import type { ResourceType } from '../../src/scim/schema/attribute.ts';
import { attribute, complex, plural } from '../../src/scim/schema/define.ts';
import { USER } from '../../src/scim/schema/resource-types.ts';

export const EXT = 'urn:example:params:scim:schemas:everything:2.0:User';

const many = { multiValued: true } as const;

const EVERYTHING = {
	id: EXT,
	name: 'Everything',
	description: 'Every type and characteristic',
	attributes: [
		attribute('text', ''),
		attribute('exact', '', { caseExact: true }),
		attribute('flag', '', { type: 'boolean' }),
		attribute('count', '', { type: 'integer' }),
		attribute('ratio', '', { type: 'decimal' }),
		attribute('since', '', { type: 'dateTime' }),
		attribute('blob', '', { type: 'binary' }),
		attribute('link', '', { type: 'reference', referenceTypes: ['external'] }),
		attribute('tags', '', many),
		attribute('codes', '', { ...many, caseExact: true }),
		attribute('counts', '', { ...many, type: 'integer' }),
		attribute('days', '', { ...many, type: 'dateTime' }),
		complex('badge', '', [
			attribute('value', ''),
			attribute('number', '', { type: 'integer' }),
			attribute('maker', '', { mutability: 'immutable' }),
			attribute('seen', '', { mutability: 'readOnly' }),
			attribute('pin', '', { mutability: 'writeOnly', returned: 'never' }),
			attribute('labels', '', many),
		]),
		plural('devices', '', [
			attribute('value', ''),
			attribute('type', ''),
			attribute('primary', '', { type: 'boolean' }),
			attribute('serial', '', { mutability: 'immutable' }),
			attribute('seen', '', { mutability: 'readOnly' }),
			attribute('ports', '', { ...many, type: 'integer' }),
		]),
		plural('rooms', '', [attribute('floor', '', { required: true }), attribute('desk', '')]),
		plural('keys', '', [attribute('value', '', { required: true })]),
		attribute('once', '', { mutability: 'immutable' }),
		attribute('onceMany', '', { ...many, mutability: 'immutable' }),
		complex('onceWhole', '', [attribute('a', ''), attribute('b', '')], {
			mutability: 'immutable',
		}),
		attribute('secret', '', { mutability: 'writeOnly', returned: 'never' }),
		complex('vault', '', [attribute('door', '', { type: 'integer' }), attribute('key', '')], {
			mutability: 'writeOnly',
			returned: 'never',
		}),
		attribute('seen', '', { mutability: 'readOnly' }),
		attribute('fixed', '', { returned: 'always' }),
		attribute('rare', '', { returned: 'request' }),
		attribute('hidden', '', { returned: 'never' }),
	],
};

/** Users who may have the extension. */
export const ANYONE: ResourceType = {
	...USER,
	extensions: [...USER.extensions, { schema: EVERYTHING, required: false }],
};

/** Users who must have the extension, and in it what it requires. */
export const EVERYONE: ResourceType = {
	...USER,
	extensions: [
		{
			schema: {
				...EVERYTHING,
				attributes: [
					attribute('must', '', { required: true }),
					attribute('mustSecretly', '', { required: true, mutability: 'writeOnly' }),
					plural('mustHave', '', [attribute('value', '')], { required: true }),
					attribute('may', ''),
				],
			},
			required: true,
		},
	],
};

/** Users who may have the extension, but not without what it requires. */
export const SOMEONE: ResourceType = {
	...EVERYONE,
	extensions: EVERYONE.extensions.map(({ schema }) => ({ schema, required: false })),
};
