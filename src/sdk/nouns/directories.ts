/** Directories: one for each identity provider of a customer. */
import type { List } from '../list.ts';
import type { Answer, Body, CallOptions, Item, Query, Transport } from '../transport.ts';
import { AttributeMapping } from './attribute-mapping.ts';
import { DeprovisioningBrake } from './deprovisioning-brake.ts';
import { Events } from './events.ts';
import { Google } from './google.ts';
import { Groups } from './groups.ts';
import { Recordings } from './recordings.ts';
import { Schemas } from './schemas.ts';
import { Tokens } from './tokens.ts';
import { Users } from './users.ts';

/** The calls about directories. */
export class Directories {
	readonly #transport: Transport;
	/** The users of a directory. */
	readonly users: Users;
	/** The groups of a directory. */
	readonly groups: Groups;
	/** The log of everything that happened in a directory. */
	readonly events: Events;
	/** The bearer tokens that a directory's identity provider may use. */
	readonly tokens: Tokens;
	/** Schemas that a directory declares beyond those of RFC 7643. */
	readonly schemas: Schemas;
	/** What holds deliveries when too many users lose their access at once. */
	readonly brake: DeprovisioningBrake;
	/** Which SCIM attributes feed the profiles. */
	readonly attributeMapping: AttributeMapping;
	/** The connection of a directory of type `google` to Google Workspace. */
	readonly google: Google;
	/** What the identity provider sends, recorded where somebody asked for it. */
	readonly recordings: Recordings;

	constructor(transport: Transport) {
		this.#transport = transport;
		this.users = new Users(transport);
		this.groups = new Groups(transport);
		this.events = new Events(transport);
		this.tokens = new Tokens(transport);
		this.schemas = new Schemas(transport);
		this.brake = new DeprovisioningBrake(transport);
		this.attributeMapping = new AttributeMapping(transport);
		this.google = new Google(transport);
		this.recordings = new Recordings(transport);
	}

	/**
	 * Creates a directory. `scim.endpoint` and `scim.secret` are what the customer's IT admin pastes into
	 * the identity provider; the secret is in this answer only.
	 */
	create(
		directory: Body<'createDirectory'>,
		options?: CallOptions,
	): Promise<Answer<'createDirectory'>> {
		return this.#transport.call('createDirectory', { body: directory }, options);
	}

	/** Lists directories: all, or those of a tenant, a product, a type, a state. */
	list(query?: Query<'listDirectories'>, options?: CallOptions): List<Item<'listDirectories'>> {
		return this.#transport.list('listDirectories', { query }, options);
	}

	/** Reads a directory. */
	get(id: string, options?: CallOptions): Promise<Answer<'getDirectory'>> {
		return this.#transport.call('getDirectory', { path: { id } }, options);
	}

	/** Renames, deactivates or activates a directory. An inactive one refuses its identity provider. */
	update(
		id: string,
		patch: Body<'updateDirectory'>,
		options?: CallOptions,
	): Promise<Answer<'updateDirectory'>> {
		return this.#transport.call('updateDirectory', { path: { id }, body: patch }, options);
	}

	/** Deletes a directory with everything in it. */
	delete(id: string, options?: CallOptions): Promise<void> {
		return this.#transport.call('deleteDirectory', { path: { id } }, options);
	}

	/** Reads how a directory is doing: users and groups, the last request, the last error. */
	statistics(id: string, options?: CallOptions): Promise<Answer<'getStatistics'>> {
		return this.#transport.call('getStatistics', { path: { id } }, options);
	}

	/** Tells how the connection of a directory is: who talks, what is wrong, and what to do about it. */
	diagnosis(id: string, options?: CallOptions): Promise<Answer<'getDiagnosis'>> {
		return this.#transport.call('getDiagnosis', { path: { id } }, options);
	}

	/** Lists directories with how each of them is: what its diagnosis says in short, its counts, its brake. */
	health(
		query?: Query<'listDirectoryHealth'>,
		options?: CallOptions,
	): List<Item<'listDirectoryHealth'>> {
		return this.#transport.list('listDirectoryHealth', { query }, options);
	}

	/** Counts events and deliveries over all directories, or those of a tenant or product, by the hour. */
	activity(query?: Query<'getActivity'>, options?: CallOptions): Promise<Answer<'getActivity'>> {
		return this.#transport.call('getActivity', { query }, options);
	}

	/**
	 * Makes a new token and ends the others, after an overlap in which all are good. The new secret is in
	 * this answer only.
	 */
	rotateToken(
		id: string,
		rotation?: Body<'rotateToken'>,
		options?: CallOptions,
	): Promise<Answer<'rotateToken'>> {
		return this.#transport.call('rotateToken', { path: { id }, body: rotation }, options);
	}

	/**
	 * Moves users and groups here from another system; they keep their ids. What is here already is left
	 * as it is, so it can be repeated.
	 */
	import(
		id: string,
		batch: Body<'importResources'>,
		options?: CallOptions,
	): Promise<Answer<'importResources'>> {
		return this.#transport.call('importResources', { path: { id }, body: batch }, options);
	}
}
