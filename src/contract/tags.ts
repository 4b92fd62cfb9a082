/** The headings that the calls of the /v1 API stand under, in the order that one meets them in. */

/** What there is to know of each heading, in Markdown. */
export const TAGS = {
	Providers: 'The identity providers that a directory can be connected to.',
	Tenants:
		'The customers of your application that have directories. A tenant is a name of your choice: it exists as long as a directory uses it.',
	Overview: 'The health and activity of all directories at a glance.',
	Directories:
		"A directory is one identity provider's connection. It has a SCIM base URL and bearer tokens for the provider, and its own users, groups and event log.",
	Tokens:
		'The bearer tokens that an identity provider uses for SCIM requests to its directory. There can be several at once: create a new one, enter it at the provider, then revoke the old one. Revoking takes effect immediately.',
	'Setup links':
		'Pages for the IT admin of a customer, with what to enter at the identity provider. No account is needed.',
	Branding: 'The name, logo and colour of the setup portal, by product.',
	'Google Workspace':
		"Google only sends changes to applications in its catalogue. A directory of type `google` is therefore synced from Google's Directory API, on a schedule and with the consent of an administrator of the customer.",
	Diagnosis:
		'What is wrong with a connection, based on its traffic, and how the IT admin can fix it.',
	Users:
		'The users of a directory as their identity provider has them: the same profile for every provider, and the SCIM resource as `raw`.',
	Groups: 'The groups of a directory, and who is in them.',
	People:
		'Why does somebody have access, or no longer? Search people in all directories at once. The timeline of a user shows the requests of the identity provider, the resulting events, and their deliveries side by side.',
	'Attribute mapping':
		'Which SCIM attributes fill the fields of a user profile, and custom fields in addition.',
	Schemas:
		'Schema extensions of one directory. Declared attributes are checked, filtered, sorted, patched and listed by `/Schemas` like built-in ones; undeclared attributes are kept as they are sent.',
	Events:
		'The log of a directory: every change is an event, numbered without gaps. Webhooks carry it to you, and it can be read and followed here. Use `operations` instead of a directory id for the operations log, which records disabled endpoints and the brake.',
	'Deprovisioning brake':
		'When more users of a directory lose access within a window than its brake allows, deliveries are held from that commit on. The identity provider is answered as usual, every event is recorded, and an operator decides whether to resume deliveries or discard the held events.',
	Recordings:
		'The requests of an identity provider and their responses, recorded on demand for a limited time. Personal data is replaced by pseudonyms before it is stored, and secrets are never stored. A recording can be downloaded as a transcript, which `rollcall replay` plays against another directory.',
	'Webhook endpoints':
		'Where events are sent or polled: for one directory, a tenant, a product, or everything. The payloads are described under Webhooks.',
	Replays:
		'A part of the log that is sent to one endpoint again. Its webhooks keep their `webhook-id` and their order, carry the header `rollcall-replay`, and neither wait for live events nor delay them.',
	'Dead letters':
		'Events that an endpoint did not accept within the retry schedule. They are kept as long as the log, and can be redelivered.',
	'API keys':
		'The keys for this API. A key has scopes and can be bound to one tenant, one product or both: then it has no access to anything else.',
	'Audit log': 'Who did what: every change made here, and every SCIM request.',
	'Signing keys':
		'The keys that sign Security Event Tokens (ES256). Their public halves are at `/.well-known/jwks.json`.',
	Webhooks: 'What Rollcall sends to your endpoints.',
} as const;

/** A heading. */
export type Tag = keyof typeof TAGS;
