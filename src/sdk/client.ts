/** The client of the /v1 API: one property for each noun, one method for each call. */
import { ApiKeys } from './nouns/api-keys.ts';
import { AuditLog } from './nouns/audit-log.ts';
import { Branding } from './nouns/branding.ts';
import { Directories } from './nouns/directories.ts';
import { People } from './nouns/people.ts';
import { Providers } from './nouns/providers.ts';
import { SetupLinks } from './nouns/setup-links.ts';
import { SigningKeys } from './nouns/signing-keys.ts';
import { Tenants } from './nouns/tenants.ts';
import { WebhookEndpoints } from './nouns/webhook-endpoints.ts';
import { Transport, type RollcallOptions } from './transport.ts';

/**
 * A client. Calls that met a failure which may pass are tried again, and all are safe to repeat; what
 * the API refuses is thrown as an `ApiError`.
 *
 * ```ts
 * const rollcall = new Rollcall({ url: 'https://rollcall.example.com', apiKey });
 * for await (const user of rollcall.directories.users.list(directoryId, { active: true })) …
 * ```
 */
export class Rollcall {
	/** Directories, with their users, groups, events and tokens. */
	readonly directories: Directories;
	/** The customers who have directories. */
	readonly tenants: Tenants;
	/** Whoever is, or was, a user of some directory. */
	readonly people: People;
	/** The identity providers that a directory can be connected to. */
	readonly providers: Providers;
	/** Where events are sent to, with replays and dead letters. */
	readonly webhookEndpoints: WebhookEndpoints;
	/** With which customers' IT admins set up the connection. */
	readonly setupLinks: SetupLinks;
	/** How the pages behind setup links introduce themselves. */
	readonly branding: Branding;
	/** Who may call the API, for what, and for whom. */
	readonly apiKeys: ApiKeys;
	/** Who did what. */
	readonly auditLog: AuditLog;
	/** The keys that sign Security Event Tokens. */
	readonly signingKeys: SigningKeys;

	/** Throws a `RollcallError` if there can be no such URL or no such key; makes no request. */
	constructor(options: RollcallOptions) {
		const transport = new Transport(options);
		this.directories = new Directories(transport);
		this.tenants = new Tenants(transport);
		this.people = new People(transport);
		this.providers = new Providers(transport);
		this.webhookEndpoints = new WebhookEndpoints(transport);
		this.setupLinks = new SetupLinks(transport);
		this.branding = new Branding(transport);
		this.apiKeys = new ApiKeys(transport);
		this.auditLog = new AuditLog(transport);
		this.signingKeys = new SigningKeys(transport);
	}
}
