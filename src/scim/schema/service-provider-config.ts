/**
 * The schema of the service provider's configuration (RFC 7643 §5) as data. The configuration itself
 * is rendered by discovery.ts.
 */
import { SERVICE_PROVIDER_CONFIG_URN } from '../urns.ts';
import type { Attribute, Schema } from './attribute.ts';
import { attribute, complex, plural } from './define.ts';

const given = { mutability: 'readOnly', required: true } as const;
const optional = { mutability: 'readOnly' } as const;

function feature(name: string, description: string, details: readonly Attribute[] = []) {
	const supported = flag('supported', 'Whether the operation is supported.');
	return complex(name, description, [supported, ...details], given);
}

function flag(name: string, description: string): Attribute {
	return attribute(name, description, { ...given, type: 'boolean' });
}

function size(name: string, description: string): Attribute {
	return attribute(name, description, { ...optional, type: 'integer' });
}

function limit(name: string, description: string): Attribute {
	return attribute(name, description, { ...given, type: 'integer' });
}

function link(name: string, description: string): Attribute {
	return attribute(name, description, {
		...optional,
		type: 'reference',
		referenceTypes: ['external'],
	});
}

/** What the service provider supports of the protocol. */
export const SERVICE_PROVIDER_CONFIG_SCHEMA: Schema = {
	id: SERVICE_PROVIDER_CONFIG_URN,
	name: 'ServiceProviderConfig',
	description: "The service provider's configuration",
	attributes: [
		link('documentationUri', "URL of the service provider's documentation."),
		feature('patch', 'PATCH (RFC 7644 §3.5.2).'),
		feature('bulk', 'Bulk operations (RFC 7644 §3.7).', [
			limit('maxOperations', 'Operations in a request at most.'),
			limit('maxPayloadSize', 'Bytes in a request at most.'),
		]),
		feature('filter', 'Filters (RFC 7644 §3.4.2.2).', [
			limit('maxResults', 'Resources in a response at most.'),
		]),
		feature('changePassword', 'Changing of passwords.'),
		feature('sort', 'Sorting (RFC 7644 §3.4.2.3).'),
		feature('etag', 'Versions as ETags (RFC 7644 §3.14).'),
		complex(
			'pagination',
			'How the pages of a list are asked for (RFC 9865 §4).',
			[
				flag('cursor', 'Whether by cursor.'),
				flag('index', 'Whether by index.'),
				attribute('defaultPaginationMethod', 'The method if the client names none.', {
					...optional,
					canonicalValues: ['cursor', 'index'],
				}),
				size('defaultPageSize', 'Resources on a page if the client names no number.'),
				size('maxPageSize', 'Resources on a page at most.'),
				size('cursorTimeout', 'Seconds for which a cursor is good at least.'),
			],
			optional,
		),
		complex(
			'securityEvents',
			'The Security Event Tokens that tell of changes (RFC 9967 §4).',
			[
				attribute('asyncRequest', 'When requests are completed asynchronously.', {
					...optional,
					canonicalValues: ['none', 'long', 'request'],
				}),
				attribute('eventUris', 'The events that are told.', {
					...optional,
					multiValued: true,
					caseExact: true,
				}),
			],
			optional,
		),
		plural(
			'authenticationSchemes',
			'The ways in which clients authenticate.',
			[
				attribute('type', 'The kind of scheme.', {
					...given,
					canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
				}),
				attribute('name', 'Name of the scheme.', given),
				attribute('description', 'Description of the scheme.', given),
				link('specUri', "URL of the scheme's specification."),
				link('documentationUri', "URL of the scheme's documentation."),
				attribute('primary', 'Whether the scheme is the preferred one.', {
					...optional,
					type: 'boolean',
				}),
			],
			given,
		),
	],
};
