/**
 * The words of a directory's state and of a change to it, as plain data. The writer loads a part of
 * the state, decides on it purely, and hands the outcome to store/ as rows and events.
 */
import type { OperationOutcome } from '../scim/bulk.ts';
import type { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/json.ts';
import type { ResourceType } from '../scim/schema/attribute.ts';
import type { Result } from '../result.ts';
import type { Mapping } from './mapping.ts';

/** The names of the resource types. */
export type ResourceTypeName = ResourceType['name'];

/** The attribute of each resource type that is unique in a directory. */
export const NAME_ATTRIBUTE = { User: 'userName', Group: 'displayName' } as const;

/** A directory as its writer sees it: identity, state and the counters each commit moves. */
export interface Directory {
	readonly key: number;
	readonly id: string;
	readonly name: string;
	readonly tenant: string;
	readonly product: string;
	readonly type: string;
	readonly state: 'active' | 'inactive';
	readonly lastSequence: number;
	readonly lastKey: number;
	readonly userCount: number;
	/** Those of its users who are active. */
	readonly activeUserCount: number;
	readonly groupCount: number;
	/** Grows with each change to the schemas that the directory declares, and to its attribute mapping. */
	readonly schemasVersion: number;
	/** The limits of the deprovisioning brake as JSON; null while it is off. */
	readonly brake: string | null;
	/** Which attributes feed the profiles of its users. */
	readonly mapping: Mapping;
	/** When it last changed, epoch milliseconds: what a commit writes is later, whatever a clock says. */
	readonly updatedAt: number;
}

/** A user or group with its document; times in epoch milliseconds. */
export interface StoredResource {
	readonly type: ResourceTypeName;
	readonly key: number;
	readonly id: string;
	readonly attributes: JsonObject;
	readonly version: number;
	readonly createdAt: number;
	readonly modifiedAt: number;
}

/** A resource at the other end of a membership: a group's member or a user's group. */
export interface Related {
	readonly key: number;
	readonly id: string;
	readonly type: ResourceTypeName;
	/** displayName, else userName (RFC 7643 §4.2: "human-readable name for the member"). */
	readonly display: string;
}

/** A user or group that may be a member; a user with the profile that its membership event shows. */
export interface MemberCandidate extends Related {
	readonly profile?: JsonObject;
}

/** What a client asked to be done with one resource. */
export type ResourceCommand =
	| {
			readonly kind: 'create';
			readonly type: ResourceTypeName;
			/** Made by the caller: a command that is sent twice must not create two resources. */
			readonly id: string;
			/** The id comes from elsewhere, so a resource of the other type may have it. */
			readonly isGiven?: true;
			readonly body: unknown;
	  }
	| {
			readonly kind: 'replace';
			readonly type: ResourceTypeName;
			readonly id: string;
			readonly body: unknown;
			readonly ifMatch?: string;
			readonly ifNoneMatch?: string;
	  }
	| {
			readonly kind: 'patch';
			readonly type: ResourceTypeName;
			readonly id: string;
			readonly body: unknown;
			readonly ifMatch?: string;
			readonly ifNoneMatch?: string;
			/** The client asked for a representation in the answer, which a group's PATCH has only then. */
			readonly wantsResource: boolean;
			/** It is to show the members, so that all of them must be read. */
			readonly wantsMembers: boolean;
	  }
	| {
			readonly kind: 'delete';
			readonly type: ResourceTypeName;
			readonly id: string;
			readonly ifMatch?: string;
			readonly ifNoneMatch?: string;
	  };

/** What a client asked to be changed. */
export type Command =
	| ResourceCommand
	| {
			readonly kind: 'bulk';
			readonly operations: readonly OperationCommand[];
			/** Whether the request names its schema. */
			readonly isNamed: boolean;
			/** Errors after which the rest is left undone; absent for any number. */
			readonly failOnErrors?: number;
	  }
	| {
			readonly kind: 'updateDirectory';
			readonly name?: string;
			readonly state?: Directory['state'];
	  };

/** One operation of a bulk request (RFC 7644 §3.7). */
export interface OperationCommand {
	readonly bulkId?: string;
	/** The command that it stands for, or why it stands for none. */
	readonly command: Result<ResourceCommand, ScimError>;
	/** Positions of the creations whose resources it references. */
	readonly references: readonly number[];
}

/** What a caller is told after the commit. */
export interface Answer {
	readonly status: 200 | 201 | 204;
	readonly resource?: ResourceAnswer;
	/** Of the operations of a bulk, in their order; undefined for those that were left undone. */
	readonly outcomes?: readonly (OperationOutcome | undefined)[];
}

/** A resource as it stands after the command, ready to be rendered. */
export interface ResourceAnswer {
	readonly resource: StoredResource;
	/** A user's groups or a group's members. */
	readonly related: readonly Related[];
}

/** The types of the events in the log. */
export type EventType =
	| 'user.created'
	| 'user.updated'
	| 'user.deleted'
	| 'group.created'
	| 'group.updated'
	| 'group.deleted'
	| 'group.user_added'
	| 'group.user_removed'
	| 'directory.created'
	| 'directory.activated'
	| 'directory.deactivated'
	| 'directory.deleted';

/** A fact about the directory, before the commit gives it its sequence. */
export interface NewEvent {
	readonly id: string;
	readonly type: EventType;
	readonly resourceType: ResourceTypeName | 'Directory';
	readonly resourceId: string;
	readonly data: JsonObject;
	/** How SCIM brought an update about; PUT also where only the whole resource tells it. */
	readonly method?: 'PUT' | 'PATCH';
}

/** Everything one commit writes. */
export interface Change {
	/** The directory as it was loaded, and as it is to be. */
	readonly before: Directory;
	readonly directory: Directory;
	readonly events: readonly NewEvent[];
	readonly inserted: readonly StoredResource[];
	readonly updated: readonly { readonly before: StoredResource; readonly after: StoredResource }[];
	readonly deleted: readonly StoredResource[];
	readonly membersAdded: readonly Membership[];
	readonly membersRemoved: readonly Membership[];
	/** Groups that lost or gained a member without being written otherwise: their version moves. */
	readonly touchedGroups: readonly number[];
	/** How far the job of a new attribute mapping has come: null once it is done. */
	readonly mappingJob?: { readonly before: string; readonly after: string | null };
	readonly now: number;
}

/** A membership as a row, by the keys of both ends. */
export interface Membership {
	readonly groupKey: number;
	readonly memberKey: number;
	readonly memberIsGroup: boolean;
}
