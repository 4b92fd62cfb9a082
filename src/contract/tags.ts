/** The headings that the calls of the /v1 API stand under, in the order that one meets them in. */

/** What there is to know of each heading, in Markdown. */
export const TAGS = {
	Providers: 'The identity providers that a directory can be connected to.',
	Tenants:
		'The customers of your application, as far as they have directories. A tenant is a text of your own: it exists as long as a directory names it.',
	Overview: 'How all directories are, and how much goes on in them, at a glance.',
	Directories:
		"A directory is one identity provider's connection. It has a SCIM base URL and bearer tokens for the provider, and users, groups and a log of events of its own.",
	Tokens:
		'The bearer tokens with which an identity provider speaks SCIM to its directory. There may be several at once: make the next one, have it pasted, then revoke the old one. Revoking is effective at once.',
	'Setup links':
		'Pages for the IT admin of a customer: what to paste into the identity provider, without an account of yours.',
	Branding: 'How the setup portal introduces itself: name, logo and colour, by product.',
	'Google Workspace':
		"Google sends changes to no application that is not in its catalogue, so a directory of type `google` is synchronised from Google's Directory API: on a schedule, with the consent of an administrator of the customer.",
	Diagnosis:
		'What is wrong with a connection, told from its traffic, and what the IT admin can do about it.',
	Users:
		'The users of a directory as their identity provider keeps them: the same profile whatever the provider, and the SCIM resource as `raw`.',
	Groups: 'The groups of a directory, and who is in them.',
	People:
		'Why has somebody access, or none any more? People are found in all directories at once, and the timeline of a user puts side by side what the identity provider asked for, what came of it, and who was told.',
	'Attribute mapping':
		'Which SCIM attribute feeds which field of the profile of a user, and custom fields beside them.',
	Schemas:
		"Schema extensions of a directory's own. What is declared is checked, filtered, sorted, patched and listed by `/Schemas` like built-in attributes; undeclared attributes are kept as they come.",
	Events:
		"The log of a directory: every change is an event, numbered without gaps. Webhooks carry it to you, and it can be read and followed here. `operations` in the place of a directory's id is the operations log, which tells of disabled endpoints and of the brake.",
	'Deprovisioning brake':
		'When more users of a directory lose their access within a window than its brake allows, deliveries are held from that very commit on. The identity provider is answered as ever, every event is recorded, and an operator decides: resume, or discard.',
	Recordings:
		'What the identity provider of a directory sends and what it is answered, kept for a limited time where somebody asked for it: personal data replaced by pseudonyms before it is written, secrets never. A recording can be had as a transcript, which `rollcall replay` plays against another directory.',
	'Webhook endpoints':
		'Where events are sent, or polled: for one directory, a tenant, a product, or everything. What is sent is described under Webhooks.',
	Replays:
		'A part of the log, sent to one endpoint once more. Its webhooks keep their `webhook-id` and their order, carry the header `rollcall-replay`, and neither wait for the live events nor hold them up.',
	'Dead letters':
		'Events that an endpoint did not accept within its schedule. They are kept as long as the log, and can be sent again.',
	'API keys':
		'The keys that this API is called with. A key has a scope, and may be bound to one tenant, one product or both: then it sees and touches nothing else.',
	'Audit log': 'Who did what: every change made here, and every SCIM request.',
	'Signing keys':
		'The keys that sign Security Event Tokens (ES256). Their public halves are at `/.well-known/jwks.json`.',
	Webhooks: 'What Rollcall sends to your endpoints.',
} as const;

/** A heading. */
export type Tag = keyof typeof TAGS;
