/** Made of the contract by `npm run sdk:types`; not to be edited. */

/**
 * The identity provider that it is connected to.
 */
export type ProviderType =
	| 'okta-scim-v2'
	| 'azure-scim-v2'
	| 'onelogin-scim-v2'
	| 'jumpcloud-scim-v2'
	| 'ping-scim-v2'
	| 'rippling-scim-v2'
	| 'cyberark-scim-v2'
	| 'sailpoint-scim-v2'
	| 'keycloak-scim-v2'
	| 'google'
	| 'generic-scim-v2';
/**
 * Something that is accepted beyond RFC 7643 and RFC 7644. docs/providers says what each means.
 */
export type LeniencyName =
	| 'schemas_optional'
	| 'filter_miss_creates'
	| 'empty_patch'
	| 'wrapped_value'
	| 'enterprise_name'
	| 'path_without_quotes'
	| 'skip_unknown_members'
	| 'further_schemas'
	| 'schema_urn_case'
	| 'message_name_case'
	| 'unknown_attribute'
	| 'undeclared_extension'
	| 'core_schema_key'
	| 'path_as_key'
	| 'boolean_as_text'
	| 'number_as_text'
	| 'empty_text'
	| 'bare_value'
	| 'value_without_list'
	| 'same_primary_twice'
	| 'member_details'
	| 'international_reference'
	| 'op_case'
	| 'blank_path'
	| 'read_only_in_value'
	| 'remove_by_value'
	| 'nothing_to_remove'
	| 'list_for_selected'
	| 'filter_after_brackets'
	| 'filter_keyword_case'
	| 'filter_blanks'
	| 'filter_in_attributes'
	| 'unknown_name_in_attributes'
	| 'repeated_attributes'
	| 'search_attributes_as_text'
	| 'sort_order_case'
	| 'plus_as_blank'
	| 'trailing_slash'
	| 'doubled_slash'
	| 'plain_json'
	| 'no_content_type'
	| 'bulk_method_case'
	| 'bulk_path_slashes';
/**
 * A user with its SCIM resource.
 */
export type User = UserProfile & {
	raw: ScimResource;
};
/**
 * An event; its `type` says what `data` holds. New types may be added.
 */
export type Event =
	| UserCreated
	| UserUpdated
	| UserDeleted
	| GroupCreated
	| GroupUpdated
	| GroupDeleted
	| GroupUserAdded
	| GroupUserRemoved
	| DirectoryCreated
	| DirectoryActivated
	| DirectoryDeactivated
	| DirectoryDeleted
	| WebhookEndpointDisabled
	| DeprovisioningBrakeEngaged
	| DeprovisioningBrakeReleased
	| WebhookEndpointTest;
/**
 * A direct member of a group: a user, or a nested group.
 */
export type Member =
	| {
			/**
			 * Id of the user, made by Rollcall. It is never given to another.
			 */
			id: string;
			/**
			 * The id that the identity provider gave it (`externalId`).
			 */
			external_id: string | null;
			/**
			 * Name with which the user signs in, unique in the directory.
			 */
			user_name: string;
			/**
			 * The primary address, else the first one, else `user_name` if that is an address.
			 */
			email: string | null;
			/**
			 * The given name.
			 */
			first_name: string | null;
			/**
			 * The family name.
			 */
			last_name: string | null;
			/**
			 * The name to show: `displayName`, else `name.formatted`.
			 */
			display_name: string | null;
			/**
			 * Whether the user may use the application: take access away when it is false.
			 */
			active: boolean;
			/**
			 * What the attribute mapping of the directory adds, by name: JSON of any kind, null for what the user does not have. Empty without a mapping.
			 */
			custom_attributes: {
				[k: string]: unknown;
			};
			/**
			 * When the user was created in Rollcall.
			 */
			created_at: string;
			/**
			 * When the user's own attributes last changed.
			 */
			updated_at: string;
			/**
			 * It is a user.
			 */
			type: 'user';
	  }
	| {
			/**
			 * Id of the group, made by Rollcall. It is never given to another.
			 */
			id: string;
			/**
			 * The id that the identity provider gave it (`externalId`).
			 */
			external_id: string | null;
			/**
			 * Its `displayName`, unique in the directory.
			 */
			name: string;
			/**
			 * When the group was created in Rollcall.
			 */
			created_at: string;
			/**
			 * When the group's own attributes or its members last changed.
			 */
			updated_at: string;
			/**
			 * It is a nested group.
			 */
			type: 'group';
	  };
/**
 * A request or an event.
 */
export type TimelineEntry = TimelineRequest | TimelineEvent;
/**
 * `failing`: there is an error. `silent`: nothing is heard. `attention`: there is a warning. `healthy`: none of these.
 */
export type ConnectionHealth = 'healthy' | 'attention' | 'failing' | 'silent';
/**
 * What was found; docs/providers/doctor.md explains each.
 */
export type FindingName =
	| 'directory_inactive'
	| 'google_not_connected'
	| 'google_consent_revoked'
	| 'google_run_stopped'
	| 'google_failing'
	| 'token_expired'
	| 'wrong_token'
	| 'no_token'
	| 'not_bearer'
	| 'wrong_url'
	| 'quarantine_risk'
	| 'wrong_provider'
	| 'unknown_resources'
	| 'repeated_conflicts'
	| 'invalid_bodies'
	| 'unsupported_requests'
	| 'stale_versions'
	| 'server_errors'
	| 'throttled'
	| 'google_refused'
	| 'emails_unmapped'
	| 'deactivation_unmapped'
	| 'token_expiring'
	| 'no_traffic'
	| 'user_name_not_email'
	| 'groups_not_pushed'
	| 'entra_flag_missing';
/**
 * What the values are (RFC 7643 §2.3).
 */
export type AttributeType =
	'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';
/**
 * Who may write it (RFC 7643 §7).
 */
export type AttributeMutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
/**
 * When it is shown (RFC 7643 §7).
 */
export type AttributeReturned = 'always' | 'never' | 'default' | 'request';
/**
 * `delivered`: accepted. `retry`: tried again later. `dead`: was the last try. `disabled`: the endpoint was disabled over it.
 */
export type AttemptOutcome = 'delivered' | 'retry' | 'dead' | 'disabled';
/**
 * Whether it still takes requests; one that is full has ended too.
 */
export type RecordingState = 'recording' | 'ended';
/**
 * Only a live link is good. One that was used stays so when it is revoked.
 */
export type SetupLinkState = 'live' | 'used' | 'revoked' | 'expired';

/**
 * What each call takes and gives, by its operationId.
 */
export interface Calls {
	/**
	 * List the identity providers that a directory can be connected to.
	 */
	listProviders: {
		answer: ProviderList;
	};
	/**
	 * Read a provider, with the steps that connect it.
	 */
	getProvider: {
		answer: ProviderInFull;
	};
	/**
	 * List tenants by name.
	 */
	listTenants: {
		query: {
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: TenantList;
	};
	/**
	 * Read a tenant and its directories.
	 */
	getTenant: {
		query: {
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: TenantInFull;
	};
	/**
	 * Create a directory.
	 */
	createDirectory: {
		body: NewDirectory;
		answer: Directory;
	};
	/**
	 * List directories.
	 */
	listDirectories: {
		query: {
			/**
			 * Those of this tenant.
			 */
			tenant?: string;
			/**
			 * Those of this product.
			 */
			product?: string;
			type?: ProviderType;
			/**
			 * Those in this state.
			 */
			state?: 'active' | 'inactive';
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: DirectoryList;
	};
	/**
	 * Read a directory.
	 */
	getDirectory: {
		answer: Directory;
	};
	/**
	 * Read the counts of a directory, and what was requested last.
	 */
	getStatistics: {
		answer: DirectoryStatistics;
	};
	/**
	 * Rename, deactivate or activate a directory.
	 */
	updateDirectory: {
		body: DirectoryPatch;
		answer: Directory;
	};
	/**
	 * Delete a directory with everything in it.
	 */
	deleteDirectory: {};
	/**
	 * List the SCIM tokens of a directory.
	 */
	listTokens: {
		answer: TokenList;
	};
	/**
	 * Make a SCIM token.
	 */
	createToken: {
		body: NewToken;
		answer: Token;
	};
	/**
	 * Make a SCIM token that takes the place of all others.
	 */
	rotateToken: {
		body?: TokenRotation;
		answer: Token;
	};
	/**
	 * Revoke a SCIM token at once.
	 */
	revokeToken: {};
	/**
	 * List the users of a directory.
	 */
	listUsers: {
		query: {
			/**
			 * What somebody typed: the beginning of `user_name`, of `displayName` or of an address in `raw.emails`, in any letter case, or a whole `id` or `external_id`. `jane smith` finds the display name “Jane Smith”; names within it, and family names alone, are not looked for. Only `active` and `group` go with it.
			 */
			search?: string;
			/**
			 * One of the addresses in `raw.emails`, or `user_name` where there are none, in any letter case.
			 */
			email?: string;
			/**
			 * In any letter case.
			 */
			user_name?: string;
			/**
			 * The id that the identity provider gave, in exactly these letters.
			 */
			external_id?: string;
			/**
			 * Only those who may use the application, or only those who may not.
			 */
			active?: boolean;
			/**
			 * Id of a group: only its direct members.
			 */
			group?: string;
			/**
			 * Only what has changed after this time, RFC 3339. The list is then ordered by `updated_at`: give that of the last one to ask for what has changed since.
			 */
			updated_after?: string;
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: UserList;
	};
	/**
	 * Read a user.
	 */
	getUser: {
		answer: User;
	};
	/**
	 * List the groups of a user.
	 */
	listUserGroups: {
		query: {
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: GroupList;
	};
	/**
	 * List what happened to a user.
	 */
	listUserEvents: {
		query: {
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: EventList;
	};
	/**
	 * List the groups of a directory.
	 */
	listGroups: {
		query: {
			/**
			 * What somebody typed: the beginning of `name` in any letter case, or a whole `id` or `external_id`. No other filter goes with it.
			 */
			search?: string;
			/**
			 * In any letter case.
			 */
			name?: string;
			/**
			 * The id that the identity provider gave, in exactly these letters.
			 */
			external_id?: string;
			/**
			 * Only what has changed after this time, RFC 3339. The list is then ordered by `updated_at`: give that of the last one to ask for what has changed since.
			 */
			updated_after?: string;
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: GroupList;
	};
	/**
	 * Read a group.
	 */
	getGroup: {
		answer: Group;
	};
	/**
	 * List the members of a group.
	 */
	listGroupMembers: {
		query: {
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: MemberList;
	};
	/**
	 * List what happened to a group.
	 */
	listGroupEvents: {
		query: {
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: EventList;
	};
	/**
	 * Find a person in all directories.
	 */
	searchPeople: {
		query: {
			/**
			 * A user name, an e-mail address, an `id` or an `external_id`; or how a user name, a display name or an address begins, in any letter case. Of users without a display name also how the last name begins, or first and last name together.
			 */
			query?: string;
			/**
			 * Only in directories of this tenant.
			 */
			tenant?: string;
			/**
			 * Only in directories of this product.
			 */
			product?: string;
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: PeoplePage;
	};
	/**
	 * Read what happened to a user, and why.
	 */
	getTimeline: {
		query: {
			/**
			 * Tell also how the user was then, RFC 3339.
			 */
			at?: string;
			/**
			 * How many events, and requests about the user, the page may have. Requests about groups that caused one of the events come along with it.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: TimelinePage;
	};
	/**
	 * Diagnose the connection of a directory.
	 */
	getDiagnosis: {
		answer: DirectoryDiagnosis;
	};
	/**
	 * List directories with how each of them is.
	 */
	listDirectoryHealth: {
		query: {
			/**
			 * Those of this tenant.
			 */
			tenant?: string;
			/**
			 * Those of this product.
			 */
			product?: string;
			type?: ProviderType;
			/**
			 * Those in this state.
			 */
			state?: 'active' | 'inactive';
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
			/**
			 * `held`: those whose deprovisioning brake is engaged.
			 */
			deliveries?: 'flowing' | 'held';
		};
		answer: DirectoryHealthList;
	};
	/**
	 * Count events and deliveries by the hour.
	 */
	getActivity: {
		query: {
			/**
			 * How many hours, the one that is under way included.
			 */
			hours?: number;
			/**
			 * Of the directories of this tenant alone.
			 */
			tenant?: string;
			/**
			 * Of the directories of this product alone.
			 */
			product?: string;
		};
		answer: Activity;
	};
	/**
	 * Move users and groups here from another system.
	 */
	importResources: {
		body: ImportBatch;
		answer: ImportResult;
	};
	/**
	 * Read the connection to Google Workspace.
	 */
	getGoogleConnection: {
		answer: GoogleConnection;
	};
	/**
	 * Ask an administrator for consent.
	 */
	authorizeGoogle: {
		body?: NewGoogleAuthorization;
		answer: GoogleAuthorization;
	};
	/**
	 * Change what is synchronised, and how often.
	 */
	updateGoogleSettings: {
		body: GoogleSettingsPatch;
		answer: GoogleConnection;
	};
	/**
	 * Synchronise now.
	 */
	syncGoogle: {
		answer: GoogleConnection;
	};
	/**
	 * End the connection to Google Workspace.
	 */
	disconnectGoogle: {};
	/**
	 * Read the attribute mapping of a directory.
	 */
	getAttributeMapping: {
		answer: AttributeMapping;
	};
	/**
	 * Replace the attribute mapping.
	 */
	setAttributeMapping: {
		body: NewAttributeMapping;
		answer: AttributeMapping;
	};
	/**
	 * Go back to the usual mapping.
	 */
	deleteAttributeMapping: {
		answer: AttributeMapping;
	};
	/**
	 * Try a mapping on stored users.
	 */
	previewAttributeMapping: {
		query: {
			/**
			 * How many users the page may have; it may have fewer, and yet not be the last.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		body: AttributeMappingPreviewRequest;
		answer: AttributeMappingPreview;
	};
	/**
	 * List the schemas that a directory declares.
	 */
	listSchemas: {
		answer: DirectorySchemaList;
	};
	/**
	 * Declare a schema.
	 */
	createSchema: {
		body: SchemaDefinition;
		answer: DirectorySchema;
	};
	/**
	 * Read a declared schema.
	 */
	getSchema: {
		answer: DirectorySchema;
	};
	/**
	 * Replace a declared schema.
	 */
	replaceSchema: {
		body: SchemaDefinition;
		answer: DirectorySchema;
	};
	/**
	 * End a declared schema; its attributes are kept.
	 */
	deleteSchema: {};
	/**
	 * Read or follow the event log.
	 */
	listEvents: {
		query: {
			/**
			 * Only events after this sequence; from the oldest that is kept when left out.
			 */
			after?: number;
			/**
			 * The same position, as `next_cursor` gives it.
			 */
			cursor?: number;
			/**
			 * In place of `after`: from the first event that did not occur before then.
			 */
			since?: string;
			/**
			 * `newest`: backwards, from the end of the log or from `before`.
			 */
			order?: 'oldest' | 'newest';
			/**
			 * Only events before this sequence; goes with `order=newest`.
			 */
			before?: number;
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * Exact event types or groups of them (`user.*`), with commas between; each one that this log may have.
			 */
			types?: string[];
			/**
			 * Seconds that the answer is held when nothing is there yet, until something is.
			 */
			wait?: number;
		};
		answer: EventLogPage;
	};
	/**
	 * Read an event.
	 */
	getEvent: {
		answer: Event;
	};
	/**
	 * List the attempts to deliver an event.
	 */
	listEventAttempts: {
		query: {
			/**
			 * An HTTP status (`503`), a class of them (`5xx`), or `none` where no answer came.
			 */
			status?: string;
			outcome?: AttemptOutcome;
			/**
			 * Attempts that began then or later.
			 */
			since?: string;
			/**
			 * Attempts that began before then.
			 */
			until?: string;
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: AttemptList;
	};
	/**
	 * Read the brake of a directory.
	 */
	getBrake: {
		answer: DeprovisioningBrake;
	};
	/**
	 * Set the limits of the brake.
	 */
	setBrake: {
		body: NewBrakeLimits;
		answer: DeprovisioningBrake;
	};
	/**
	 * Turn the brake off.
	 */
	deleteBrake: {};
	/**
	 * Deliver what the brake holds.
	 */
	resumeDeliveries: {
		answer: BrakeDecision;
	};
	/**
	 * Skip what the brake holds.
	 */
	discardDeliveries: {
		answer: BrakeDecision;
	};
	/**
	 * Start to record what a directory is sent.
	 */
	createRecording: {
		body?: NewRecording;
		answer: Recording;
	};
	/**
	 * List the recordings of a directory.
	 */
	listRecordings: {
		query: {
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: RecordingList;
	};
	/**
	 * Read how far a recording has come.
	 */
	getRecording: {
		answer: Recording;
	};
	/**
	 * End a recording now.
	 */
	stopRecording: {
		answer: Recording;
	};
	/**
	 * Delete a recording and all that is in it.
	 */
	deleteRecording: {};
	/**
	 * Read a recording as a transcript.
	 */
	getTranscript: {
		answer: Transcript;
	};
	/**
	 * Create an endpoint.
	 */
	createWebhookEndpoint: {
		body: NewWebhookEndpoint;
		answer: WebhookEndpoint;
	};
	/**
	 * List endpoints.
	 */
	listWebhookEndpoints: {
		query: {
			/**
			 * Those that are limited to this directory.
			 */
			directory_id?: string;
			/**
			 * Those that are limited to this tenant.
			 */
			tenant?: string;
			/**
			 * Those that are limited to this product.
			 */
			product?: string;
			/**
			 * Those in this state.
			 */
			state?: 'enabled' | 'disabled';
			/**
			 * Those that are disabled or whose deliveries fail (`failing_since`), or all others.
			 */
			failing?: boolean;
			/**
			 * Those that have dead letters, or all others.
			 */
			dead_letters?: boolean;
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: WebhookEndpointList;
	};
	/**
	 * Read an endpoint.
	 */
	getWebhookEndpoint: {
		answer: WebhookEndpoint;
	};
	/**
	 * Change, disable or enable an endpoint.
	 */
	updateWebhookEndpoint: {
		body: WebhookEndpointPatch;
		answer: WebhookEndpoint;
	};
	/**
	 * Delete an endpoint.
	 */
	deleteWebhookEndpoint: {};
	/**
	 * Give an endpoint a new secret.
	 */
	rotateSecret: {
		body?: SecretRotation;
		answer: WebhookEndpoint;
	};
	/**
	 * Send a test event.
	 */
	testWebhookEndpoint: {
		body?: EndpointTest;
		answer: EndpointTestResult;
	};
	/**
	 * List the attempts to deliver to an endpoint.
	 */
	listAttempts: {
		query: {
			/**
			 * An HTTP status (`503`), a class of them (`5xx`), or `none` where no answer came.
			 */
			status?: string;
			outcome?: AttemptOutcome;
			/**
			 * Attempts that began then or later.
			 */
			since?: string;
			/**
			 * Attempts that began before then.
			 */
			until?: string;
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
			/**
			 * Attempts to deliver events of this directory.
			 */
			directory_id?: string;
			/**
			 * Needs a directory: the endpoint's own, or directory_id.
			 */
			event_id?: string;
		};
		answer: AttemptList;
	};
	/**
	 * Read an attempt with what was sent.
	 */
	getAttempt: {
		answer: AttemptInFull;
	};
	/**
	 * List how far an endpoint has come.
	 */
	listCursors: {
		query: {
			/**
			 * Only those that have events ahead, or only those that have none.
			 */
			behind?: boolean;
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: DeliveryCursorList;
	};
	/**
	 * Send a part of the log to an endpoint again.
	 */
	createReplay: {
		body: NewReplay;
		answer: Replay;
	};
	/**
	 * List the replays to an endpoint.
	 */
	listReplays: {
		query: {
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: ReplayList;
	};
	/**
	 * Read how far a replay has come.
	 */
	getReplay: {
		query: {
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: ReplayInFull;
	};
	/**
	 * Cancel a replay.
	 */
	cancelReplay: {};
	/**
	 * List what an endpoint never accepted.
	 */
	listDeadLetters: {
		query: {
			/**
			 * Those of this directory.
			 */
			directory_id?: string;
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: DeadLetterList;
	};
	/**
	 * Send all dead letters again.
	 */
	redeliverAll: {
		body?: Redelivery;
		answer: Replay;
	};
	/**
	 * Send one dead letter again.
	 */
	redeliver: {
		answer: Replay;
	};
	/**
	 * List the signing keys.
	 */
	listSigningKeys: {
		answer: SigningKeyList;
	};
	/**
	 * Make the next signing key.
	 */
	createSigningKey: {
		body?: NewSigningKey;
		answer: SigningKey;
	};
	/**
	 * Retire a signing key.
	 */
	deleteSigningKey: {};
	/**
	 * Make a setup link.
	 */
	createSetupLink: {
		body: NewSetupLink;
		answer: SetupLink;
	};
	/**
	 * List setup links.
	 */
	listSetupLinks: {
		query: {
			/**
			 * Those for this tenant.
			 */
			tenant?: string;
			/**
			 * Those for this product.
			 */
			product?: string;
			/**
			 * Those for this directory, or that have made it.
			 */
			directory_id?: string;
			state?: SetupLinkState;
			/**
			 * Which come first, by when they were made.
			 */
			order?: 'oldest' | 'newest';
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: SetupLinkList;
	};
	/**
	 * Read a setup link.
	 */
	getSetupLink: {
		answer: SetupLink;
	};
	/**
	 * Replace a setup link.
	 */
	regenerateSetupLink: {
		body?: SetupLinkRegeneration;
		answer: SetupLink;
	};
	/**
	 * Revoke a setup link at once.
	 */
	revokeSetupLink: {};
	/**
	 * List brandings.
	 */
	listBranding: {
		query: {
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: BrandingList;
	};
	/**
	 * Set the branding of a product.
	 */
	setBranding: {
		body: NewBranding;
		answer: Branding;
	};
	/**
	 * Delete the branding of a product.
	 */
	deleteBranding: {};
	/**
	 * Make an API key.
	 */
	createApiKey: {
		body: NewApiKey;
		answer: ApiKey;
	};
	/**
	 * List API keys.
	 */
	listApiKeys: {
		query: {
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: ApiKeyList;
	};
	/**
	 * Read an API key.
	 */
	getApiKey: {
		answer: ApiKey;
	};
	/**
	 * Revoke an API key at once.
	 */
	revokeApiKey: {};
	/**
	 * List what was done, newest first.
	 */
	listAuditEntries: {
		query: {
			/**
			 * `management`: a change through this API. `scim`: a request of an identity provider.
			 */
			kind?: 'management' | 'scim';
			/**
			 * Entries about this directory, gone or not.
			 */
			directory_id?: string;
			/**
			 * Entries about directories of this tenant.
			 */
			tenant?: string;
			/**
			 * Entries about directories of this product.
			 */
			product?: string;
			/**
			 * What this API key, or this SCIM token, did.
			 */
			actor?: string;
			/**
			 * An action, or all that begin alike: `scim.users.*`.
			 */
			action?: string;
			/**
			 * An HTTP status (`409`), or a class of them (`4xx`).
			 */
			status?: string;
			/**
			 * Requests that came then or later.
			 */
			since?: string;
			/**
			 * Requests that came before then.
			 */
			until?: string;
			/**
			 * How many items the page may have.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the page before; it opens for the same filters only.
			 */
			cursor?: string;
		};
		answer: AuditEntryList;
	};
}
/**
 * One page of a list.
 */
export interface ProviderList {
	/**
	 * The items of this page.
	 */
	data: Provider[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * An identity provider that a directory can be connected to.
 */
export interface Provider {
	type: ProviderType;
	/**
	 * What it calls itself.
	 */
	name: string;
	/**
	 * `bearer`: it proves itself with a token of the directory. `oauth`: Rollcall proves itself to it, and asks.
	 */
	authentication: 'bearer' | 'oauth';
	/**
	 * Null if its fields are not known, or nothing is pasted.
	 */
	form: ProviderForm | null;
	url: ProviderUrl;
	groups: ProviderGroups;
	deprovisioning: ProviderDeprovisioning;
	rates: ProviderRates;
	/**
	 * What is accepted from it because it is known to need it.
	 */
	leniencies: LeniencyName[];
}
/**
 * What the form of a provider calls the two things to paste.
 */
export interface ProviderForm {
	/**
	 * The field for the directory's `scim.endpoint`.
	 */
	endpoint: string;
	/**
	 * The field for the token.
	 */
	secret: string;
}
/**
 * What a provider wants as the address of the SCIM service.
 */
export interface ProviderUrl {
	/**
	 * What to paste, with `{endpoint}` for the `scim.endpoint`; null if it is given no URL.
	 */
	template: string | null;
	/**
	 * Why it has this form.
	 */
	why: string;
}
/**
 * Whether and how a provider sends groups.
 */
export interface ProviderGroups {
	/**
	 * Whether it sends groups; null if that is not known.
	 */
	supported: boolean | null;
	/**
	 * Whether it sends groups as members of groups; null if that is not known.
	 */
	nested: boolean | null;
	/**
	 * What has to be done for groups to come, and how they come.
	 */
	how: string;
}
/**
 * What comes from a provider when a user is to lose access.
 */
export interface ProviderDeprovisioning {
	/**
	 * What it can send; its settings decide which.
	 */
	styles: ('deactivate' | 'delete')[];
	/**
	 * The request that deactivates a user; null if it is not known, or there is none.
	 */
	deactivation: ('PATCH' | 'PUT' | 'PATCH or PUT') | null;
	/**
	 * Which of its settings decides.
	 */
	how: string;
}
/**
 * How often and how fast a provider sends.
 */
export interface ProviderRates {
	/**
	 * From one synchronisation to the next; 0 if changes are sent at once, null if that is not known.
	 */
	interval_seconds: number | null;
	/**
	 * What it expects a service to bear; null if it does not say.
	 */
	requests_per_second: number | null;
	/**
	 * How many resources it asks for in one page; null if it does not say.
	 */
	page_size: number | null;
	/**
	 * What else there is to know of it.
	 */
	notes: string;
}
/**
 * An identity provider, with the steps that connect it and what to do if it fails. Its texts are Markdown, with nothing but `code` and **bold**.
 */
export interface ProviderInFull {
	type: ProviderType;
	/**
	 * What it calls itself.
	 */
	name: string;
	/**
	 * `bearer`: it proves itself with a token of the directory. `oauth`: Rollcall proves itself to it, and asks.
	 */
	authentication: 'bearer' | 'oauth';
	/**
	 * Null if its fields are not known, or nothing is pasted.
	 */
	form: ProviderForm | null;
	url: ProviderUrl;
	groups: ProviderGroups;
	deprovisioning: ProviderDeprovisioning;
	rates: ProviderRates;
	/**
	 * What is accepted from it because it is known to need it.
	 */
	leniencies: LeniencyName[];
	/**
	 * How it is connected, step by step; more than once if its products differ.
	 */
	setup: {
		/**
		 * Which of its products is set up like this.
		 */
		product: string;
		/**
		 * Null if its fields are not known, or nothing is pasted.
		 */
		form: ProviderForm | null;
		/**
		 * What to do, in order.
		 */
		steps: ProviderSetupStep[];
	}[];
	/**
	 * What the operator of Rollcall does once, before any directory of this type can be connected.
	 */
	operator_setup: ProviderSetupStep[];
	/**
	 * The attributes to look at before the first user is sent.
	 */
	mappings: {
		/**
		 * The SCIM attribute.
		 */
		attribute: string;
		/**
		 * What is to feed it, and where that is set.
		 */
		check: string;
	}[];
	/**
	 * What to do if it fails.
	 */
	troubleshooting: {
		/**
		 * What an admin sees.
		 */
		symptom: string;
		/**
		 * What to press, in the words of the admin console.
		 */
		remedy: string;
	}[];
	/**
	 * How it sends the token.
	 */
	authorization: {
		/**
		 * What it puts into the header `Authorization`; null if it sends nothing.
		 */
		header: string | null;
		/**
		 * What else it could do.
		 */
		alternatives: string[];
	};
	/**
	 * The `User-Agent` by which it is known, as far as it is.
	 */
	user_agents: {
		/**
		 * A regular expression; null if it sends no `User-Agent`.
		 */
		pattern: string | null;
		/**
		 * Who says so.
		 */
		source: string;
	}[];
	/**
	 * Where this comes from: addresses, or `owner/repository path`.
	 */
	sources: string[];
}
/**
 * One thing to do to connect a provider.
 */
export interface ProviderSetupStep {
	/**
	 * What to do, in the words of the admin console.
	 */
	text: string;
	/**
	 * What to enter there, with the placeholders `{endpoint}`, `{secret}`, `{origin}` and `{directory}`; null if nothing is.
	 */
	paste: string | null;
}
/**
 * One page of a list.
 */
export interface TenantList {
	/**
	 * The items of this page.
	 */
	data: Tenant[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A customer of the application. There is one as long as it has a directory.
 */
export interface Tenant {
	/**
	 * Its name, as its directories have it.
	 */
	tenant: string;
	/**
	 * The products that it has directories for.
	 */
	products: string[];
	/**
	 * How many directories it has.
	 */
	directory_count: number;
	/**
	 * How many users they have together.
	 */
	user_count: number;
	/**
	 * How many of those users are active.
	 */
	active_user_count: number;
	/**
	 * How many groups they have together.
	 */
	group_count: number;
}
/**
 * A tenant with one page of its directories.
 */
export interface TenantInFull {
	/**
	 * Its name, as its directories have it.
	 */
	tenant: string;
	/**
	 * The products that it has directories for.
	 */
	products: string[];
	/**
	 * How many directories it has.
	 */
	directory_count: number;
	/**
	 * How many users they have together.
	 */
	user_count: number;
	/**
	 * How many of those users are active.
	 */
	active_user_count: number;
	/**
	 * How many groups they have together.
	 */
	group_count: number;
	directories: DirectoryList;
}
/**
 * One page of a list.
 */
export interface DirectoryList {
	/**
	 * The items of this page.
	 */
	data: Directory[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * One identity provider's connection, with its own users, groups and events.
 */
export interface Directory {
	/**
	 * Id of the directory: `dir_…`, or the one that it was moved with.
	 */
	id: string;
	/**
	 * Its label, for people.
	 */
	name: string;
	/**
	 * The customer organisation that it belongs to: a text of your own.
	 */
	tenant: string;
	/**
	 * The product that it belongs to: a text of your own.
	 */
	product: string;
	type: ProviderType;
	/**
	 * An inactive directory refuses what its identity provider sends.
	 */
	state: 'active' | 'inactive';
	/**
	 * What the identity provider is given.
	 */
	scim: {
		/**
		 * Path of the SCIM base below this service.
		 */
		path: string;
		/**
		 * The SCIM base URL: what an IT admin pastes into the identity provider.
		 */
		endpoint: string;
		/**
		 * The bearer token; shown once, when the directory is created.
		 */
		secret?: string;
	};
	/**
	 * Users, active or not.
	 */
	user_count: number;
	/**
	 * Users who are active.
	 */
	active_user_count: number;
	/**
	 * Groups.
	 */
	group_count: number;
	/**
	 * The last event of its log.
	 */
	last_sequence: number;
	/**
	 * `held` while the deprovisioning brake is engaged.
	 */
	deliveries: 'flowing' | 'held';
	/**
	 * The limits of the brake; null while it is off.
	 */
	deprovisioning_brake: BrakeLimits | null;
	/**
	 * When it was created.
	 */
	created_at: string;
	/**
	 * When it was renamed, activated or deactivated last.
	 */
	updated_at: string;
}
/**
 * How many users may be deactivated or deleted within the window; more engage the brake.
 */
export interface BrakeLimits {
	/**
	 * So many users may lose access; null for any number.
	 */
	users: number | null;
	/**
	 * Of the active users, those who lost their access included; counts from 5 users on.
	 */
	percent: number | null;
	/**
	 * Within so many seconds.
	 */
	window_seconds: number;
}
/**
 * A directory to create.
 */
export interface NewDirectory {
	/**
	 * Its label, for people.
	 */
	name: string;
	/**
	 * The customer organisation that it belongs to: a text of your own.
	 */
	tenant: string;
	/**
	 * The product that it belongs to: a text of your own.
	 */
	product: string;
	type: ProviderType;
	/**
	 * Only to move a directory here: the id that it had, which its SCIM URL names.
	 */
	id?: string;
	/**
	 * Only to move a directory here: the bearer token that its provider has.
	 */
	scim_secret?: string;
}
/**
 * What a directory counts, and what was requested last.
 */
export interface DirectoryStatistics {
	/**
	 * Users, active or not.
	 */
	users: number;
	/**
	 * Users who are active.
	 */
	active_users: number;
	/**
	 * Groups.
	 */
	groups: number;
	/**
	 * The last event of its log.
	 */
	last_sequence: number;
	/**
	 * When that occurred; null if it is not kept any more.
	 */
	last_event_at: string | null;
	/**
	 * The last SCIM request that is kept, a second ago or longer.
	 */
	last_request: ScimRequest | null;
	/**
	 * The last one of those that was answered with a status of 400 or more.
	 */
	last_error: ScimRequest | null;
}
/**
 * A request of the identity provider.
 */
export interface ScimRequest {
	/**
	 * When it came.
	 */
	at: string;
	/**
	 * The HTTP method.
	 */
	method: string;
	/**
	 * Without what a client chose, as in the audit log.
	 */
	path: string;
	/**
	 * The HTTP status of the answer.
	 */
	status: number;
	/**
	 * The SCIM token; null where none was good.
	 */
	token_id: string | null;
	/**
	 * The header `X-Request-Id` of the answer.
	 */
	request_id: string;
}
/**
 * What to change; what is left out stays.
 */
export interface DirectoryPatch {
	/**
	 * Its label, for people.
	 */
	name?: string;
	/**
	 * An inactive directory refuses what its identity provider sends.
	 */
	state?: 'active' | 'inactive';
}
/**
 * One page of a list.
 */
export interface TokenList {
	/**
	 * The items of this page.
	 */
	data: Token[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A SCIM token: the bearer token of an identity provider.
 */
export interface Token {
	/**
	 * Id of the token, `tok_…`.
	 */
	id: string;
	/**
	 * What it is for, for people.
	 */
	description: string | null;
	/**
	 * Only a live one is good.
	 */
	state: 'live' | 'expired' | 'revoked';
	/**
	 * When it was made.
	 */
	created_at: string;
	/**
	 * When it ends by itself; null for never.
	 */
	expires_at: string | null;
	/**
	 * When it was last used, to within minutes.
	 */
	last_used_at: string | null;
	/**
	 * When it was revoked.
	 */
	revoked_at: string | null;
	/**
	 * Shown once, when the token is made.
	 */
	secret?: string;
}
/**
 * A SCIM token to make.
 */
export interface NewToken {
	/**
	 * What it is for, for people.
	 */
	description?: string;
	/**
	 * When it ends; never when left out.
	 */
	expires_at?: string;
}
/**
 * The SCIM token to make, and when those before it end.
 */
export interface TokenRotation {
	/**
	 * What it is for, for people.
	 */
	description?: string;
	/**
	 * When it ends; never when left out.
	 */
	expires_at?: string;
	/**
	 * How much longer the tokens before it are good; 0 revokes them at once.
	 */
	overlap_seconds?: number;
}
/**
 * One page of a list.
 */
export interface UserList {
	/**
	 * The items of this page.
	 */
	data: User[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A user, whatever identity provider it comes from. The attribute mapping of its directory may feed `email`, the names and `custom_attributes` from other attributes.
 */
export interface UserProfile {
	/**
	 * Id of the user, made by Rollcall. It is never given to another.
	 */
	id: string;
	/**
	 * The id that the identity provider gave it (`externalId`).
	 */
	external_id: string | null;
	/**
	 * Name with which the user signs in, unique in the directory.
	 */
	user_name: string;
	/**
	 * The primary address, else the first one, else `user_name` if that is an address.
	 */
	email: string | null;
	/**
	 * The given name.
	 */
	first_name: string | null;
	/**
	 * The family name.
	 */
	last_name: string | null;
	/**
	 * The name to show: `displayName`, else `name.formatted`.
	 */
	display_name: string | null;
	/**
	 * Whether the user may use the application: take access away when it is false.
	 */
	active: boolean;
	/**
	 * What the attribute mapping of the directory adds, by name: JSON of any kind, null for what the user does not have. Empty without a mapping.
	 */
	custom_attributes: {
		[k: string]: unknown;
	};
	/**
	 * When the user was created in Rollcall.
	 */
	created_at: string;
	/**
	 * When the user's own attributes last changed.
	 */
	updated_at: string;
}
/**
 * The resource as SCIM shows it (RFC 7643), with every attribute and extension that the identity provider sent. Without members and groups, which have events of their own, without `meta.location`, and without passwords and whatever else is never returned.
 */
export interface ScimResource {
	/**
	 * URNs of the schemas whose attributes it has.
	 */
	schemas: string[];
	/**
	 * The same as the `id` beside `raw`.
	 */
	id: string;
	/**
	 * What Rollcall knows of it.
	 */
	meta: {
		/**
		 * What it is.
		 */
		resourceType: 'User' | 'Group';
		/**
		 * When it was created.
		 */
		created: string;
		/**
		 * When it last changed.
		 */
		lastModified: string;
		/**
		 * Its version, as in the ETag header.
		 */
		version: string;
	};
	[k: string]: unknown;
}
/**
 * One page of a list.
 */
export interface GroupList {
	/**
	 * The items of this page.
	 */
	data: Group[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A group with its SCIM resource.
 */
export interface Group {
	/**
	 * Id of the group, made by Rollcall. It is never given to another.
	 */
	id: string;
	/**
	 * The id that the identity provider gave it (`externalId`).
	 */
	external_id: string | null;
	/**
	 * Its `displayName`, unique in the directory.
	 */
	name: string;
	/**
	 * When the group was created in Rollcall.
	 */
	created_at: string;
	/**
	 * When the group's own attributes or its members last changed.
	 */
	updated_at: string;
	raw: ScimResource;
}
/**
 * One page of a list.
 */
export interface EventList {
	/**
	 * The items of this page.
	 */
	data: Event[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A user was created.
 */
export interface UserCreated {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'user.created';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	data: User;
}
/**
 * Attributes of a user changed. One of them is `active`, by which identity providers take access away and give it back.
 */
export interface UserUpdated {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'user.updated';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	/**
	 * What the event tells of.
	 */
	data: User & {
		/**
		 * What differs, ordered by path. Empty if it is only what is never returned. After a new attribute mapping, the fields of the profile that differ: the SCIM resource is as it was.
		 */
		changes: AttributeChange[];
	};
}
/**
 * One attribute that differs.
 */
export interface AttributeChange {
	/**
	 * Path of a SCIM attribute: `title`, `name.familyName`, `urn:…:User:department`. A list, such as `emails`, is told whole. Where another attribute mapping made the difference, the field of the profile: `email`, `custom_attributes.cost_center`.
	 */
	path: string;
	/**
	 * The value before, as JSON; null if there was none.
	 */
	from: {
		[k: string]: unknown;
	};
	/**
	 * The value now, as JSON; null if there is none any more.
	 */
	to: {
		[k: string]: unknown;
	};
}
/**
 * A user was deleted. `data` is the user as it last was; its memberships ended in the events before.
 */
export interface UserDeleted {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'user.deleted';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	data: User;
}
/**
 * A group was created. Its members follow, with an event each.
 */
export interface GroupCreated {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'group.created';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	data: Group;
}
/**
 * Attributes of a group changed, or a nested group came or went. Members who are users have events of their own.
 */
export interface GroupUpdated {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'group.updated';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	/**
	 * What the event tells of.
	 */
	data: Group & {
		/**
		 * What differs, ordered by path. Members who are users have events of their own. A nested group that comes or goes is the only change of its event: the path is `members`, and the member (`value`, `type`, `display`) is `to` when it comes and `from` when it goes.
		 */
		changes: AttributeChange[];
	};
}
/**
 * A group was deleted. `data` is the group as it last was; its memberships ended in the events before.
 */
export interface GroupDeleted {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'group.deleted';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	data: Group;
}
/**
 * A user became a member of a group. `data` is the user, with the group.
 */
export interface GroupUserAdded {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'group.user_added';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	/**
	 * What the event tells of.
	 */
	data: UserProfile & {
		group: GroupSummary;
	};
}
/**
 * A group, named.
 */
export interface GroupSummary {
	/**
	 * Id of the group.
	 */
	id: string;
	/**
	 * Its `displayName`.
	 */
	name: string;
}
/**
 * A user is no longer a member of a group: it was taken out, or one of the two is being deleted.
 */
export interface GroupUserRemoved {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'group.user_removed';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	/**
	 * What the event tells of.
	 */
	data: UserProfile & {
		group: GroupSummary;
	};
}
/**
 * A directory was created: the first event of its log.
 */
export interface DirectoryCreated {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'directory.created';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	data: DirectorySummary;
}
/**
 * A directory.
 */
export interface DirectorySummary {
	/**
	 * Id of the directory, `dir_…`.
	 */
	id: string;
	/**
	 * Its label for people.
	 */
	name: string;
	/**
	 * The customer organisation that it belongs to.
	 */
	tenant: string;
	/**
	 * The product that it belongs to.
	 */
	product: string;
	/**
	 * Its identity provider: `okta-scim-v2`, `azure-scim-v2`, …
	 */
	type: string;
	/**
	 * An inactive directory refuses what its identity provider sends.
	 */
	state: 'active' | 'inactive';
}
/**
 * A directory was activated again: its identity provider may provision.
 */
export interface DirectoryActivated {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'directory.activated';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	data: DirectorySummary;
}
/**
 * A directory was deactivated: what its identity provider sends is refused, and nothing in it changes.
 */
export interface DirectoryDeactivated {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'directory.deactivated';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	data: DirectorySummary;
}
/**
 * A directory was deleted with everything in it: the last event of its log. It stands for all of its users and groups, which have no events of their own.
 */
export interface DirectoryDeleted {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'directory.deleted';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * The tenant of the directory.
	 */
	tenant: string;
	/**
	 * The product of the directory.
	 */
	product: string;
	data: DirectorySummary;
}
/**
 * A webhook endpoint was disabled. Nothing is sent to it until it is enabled; then it goes on where it stopped.
 */
export interface WebhookEndpointDisabled {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'webhook_endpoint.disabled';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The operations log.
	 */
	directory_id: 'operations';
	/**
	 * Empty: the operations log is of no tenant.
	 */
	tenant: '';
	/**
	 * Empty: the operations log is of no product.
	 */
	product: '';
	/**
	 * What the event tells of.
	 */
	data: {
		/**
		 * Id of the endpoint, `ep_…`. Its URL is not told: for many receivers it is a secret.
		 */
		id: string;
		/**
		 * Its label for people.
		 */
		description: string | null;
		/**
		 * The directory that it is limited to.
		 */
		directory_id: string | null;
		/**
		 * The tenant that it is limited to.
		 */
		tenant: string | null;
		/**
		 * The product that it is limited to.
		 */
		product: string | null;
		/**
		 * Why it was disabled.
		 */
		reason: string;
		/**
		 * When the first of the tries failed that have all failed since.
		 */
		failing_since: string | null;
	};
}
/**
 * More users of a directory lost their access than its brake allows. Its events are recorded, and held until an operator decides.
 */
export interface DeprovisioningBrakeEngaged {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'deprovisioning_brake.engaged';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The operations log.
	 */
	directory_id: 'operations';
	/**
	 * Empty: the operations log is of no tenant.
	 */
	tenant: '';
	/**
	 * Empty: the operations log is of no product.
	 */
	product: '';
	/**
	 * What the event tells of.
	 */
	data: {
		/**
		 * Id of the directory, `dir_…`.
		 */
		id: string;
		/**
		 * Its label for people.
		 */
		name: string;
		/**
		 * The customer organisation that it belongs to.
		 */
		tenant: string;
		/**
		 * The product that it belongs to.
		 */
		product: string;
		/**
		 * What was exceeded.
		 */
		limits: {
			/**
			 * So many users may lose access; null for any number.
			 */
			users: number | null;
			/**
			 * So much of the active users may; null for any share.
			 */
			percent: number | null;
			/**
			 * Within so many seconds.
			 */
			window_seconds: number;
		};
		/**
		 * Users who were deactivated or deleted within the window.
		 */
		users: number;
		/**
		 * Those of them who were deleted.
		 */
		deleted: number;
		/**
		 * Users whom the directory has left, active or not.
		 */
		user_count: number;
		/**
		 * The last event before those that are held: read the log from there.
		 */
		after_sequence: number;
	};
}
/**
 * An operator decided about the events that the brake of a directory held.
 */
export interface DeprovisioningBrakeReleased {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'deprovisioning_brake.released';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The operations log.
	 */
	directory_id: 'operations';
	/**
	 * Empty: the operations log is of no tenant.
	 */
	tenant: '';
	/**
	 * Empty: the operations log is of no product.
	 */
	product: '';
	/**
	 * What the event tells of.
	 */
	data: {
		/**
		 * Id of the directory, `dir_…`.
		 */
		id: string;
		/**
		 * Its label for people.
		 */
		name: string;
		/**
		 * The customer organisation that it belongs to.
		 */
		tenant: string;
		/**
		 * The product that it belongs to.
		 */
		product: string;
		/**
		 * Whether what was held is delivered now, or only if it is replayed.
		 */
		decision: 'resumed' | 'discarded';
		/**
		 * How many events were held.
		 */
		events: number;
		/**
		 * The last event before those that were held.
		 */
		after_sequence: number;
		/**
		 * The last event that was held.
		 */
		until_sequence: number;
		/**
		 * Since when deliveries were held.
		 */
		engaged_at: string;
	};
}
/**
 * Somebody asked for a test of the endpoint. Only that endpoint hears of it.
 */
export interface WebhookEndpointTest {
	/**
	 * Id of the event, `evt_…`: the same in every delivery, every replay and the log.
	 */
	id: string;
	/**
	 * The type of the event.
	 */
	type: 'webhook_endpoint.test';
	/**
	 * When it was committed, in UTC; never before that of an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * It is in no log.
	 */
	sequence: 0;
	/**
	 * The operations log.
	 */
	directory_id: 'operations';
	/**
	 * Empty: the operations log is of no tenant.
	 */
	tenant: '';
	/**
	 * Empty: the operations log is of no product.
	 */
	product: '';
	/**
	 * What the event tells of.
	 */
	data: {
		/**
		 * Id of the endpoint, `ep_…`.
		 */
		id: string;
	};
}
/**
 * One page of a list.
 */
export interface MemberList {
	/**
	 * The items of this page.
	 */
	data: Member[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * Who was found, directory by directory.
 */
export interface PeoplePage {
	/**
	 * The items of this page.
	 */
	data: Person[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
	/**
	 * Where there may be more; absent if this is all. A longer query finds it.
	 */
	left_out?: LeftOut[];
}
/**
 * A user of one directory, who is there or has been.
 */
export interface Person {
	directory: DirectoryName;
	user: PersonSummary;
	/**
	 * `deleted`: the directory has no such user any more.
	 */
	state: 'active' | 'inactive' | 'deleted';
	/**
	 * When the user was deleted; null for all others.
	 */
	deleted_at: string | null;
}
/**
 * A directory, named.
 */
export interface DirectoryName {
	/**
	 * Id of the directory: `dir_…`, or the one that it was moved with.
	 */
	id: string;
	/**
	 * Its label, for people.
	 */
	name: string;
	/**
	 * The customer organisation that it belongs to: a text of your own.
	 */
	tenant: string;
	/**
	 * The product that it belongs to: a text of your own.
	 */
	product: string;
	type: ProviderType;
}
/**
 * A user, named.
 */
export interface PersonSummary {
	/**
	 * Id of the user, made by Rollcall. It is never given to another.
	 */
	id: string;
	/**
	 * Name with which the user signs in, unique in the directory.
	 */
	user_name: string;
	/**
	 * The primary address, else the first one, else `user_name` if that is an address.
	 */
	email: string | null;
	/**
	 * The given name.
	 */
	first_name: string | null;
	/**
	 * The family name.
	 */
	last_name: string | null;
	/**
	 * The name to show: `displayName`, else `name.formatted`.
	 */
	display_name: string | null;
	/**
	 * The id that the identity provider gave it (`externalId`).
	 */
	external_id: string | null;
	/**
	 * Whether the user may use the application: take access away when it is false.
	 */
	active: boolean;
}
/**
 * What a search for people has not told of a directory.
 */
export interface LeftOut {
	/**
	 * Id of the directory: `dir_…`, or the one that it was moved with.
	 */
	directory_id: string;
	/**
	 * `users`: more users match than are told. `deletions`: there are older deletions, which were not looked at. `names`: there are more users without a display name, whose first and last names were not looked at.
	 */
	what: 'users' | 'deletions' | 'names';
}
/**
 * What happened to a user.
 */
export interface TimelinePage {
	directory: DirectoryName;
	/**
	 * Id of the user.
	 */
	user_id: string;
	/**
	 * What to call the user, as it was last.
	 */
	name: string;
	now: UserState;
	/**
	 * How the user was at `at`; null without it.
	 */
	as_of: UserState | null;
	/**
	 * The answer, the most important first; null on all pages but the first.
	 */
	conclusion: AccessFinding[] | null;
	/**
	 * Users of the same tenant, in this directory or another, who have the user name, an e-mail address or the external id of this one, 50 at most; also those who were deleted lately. Null on all pages but the first.
	 */
	other_accounts: Person[] | null;
	/**
	 * What happened, the latest first.
	 */
	data: TimelineEntry[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A user at a time.
 */
export interface UserState {
	/**
	 * The profile; null for who is not there, or where it is not known.
	 */
	user: UserProfile | null;
	/**
	 * The groups that the user is, or was, a direct member of, 500 at most.
	 */
	groups: GroupSummary[];
	/**
	 * False where the log is past its retention, or where there are more groups.
	 */
	is_complete: boolean;
}
/**
 * Why a user has access, or none any more.
 */
export interface AccessFinding {
	/**
	 * What was found.
	 */
	code:
		| 'active_elsewhere'
		| 'active'
		| 'inactive'
		| 'deleted'
		| 'directory_inactive'
		| 'request_refused'
		| 'no_deprovisioning'
		| 'delivery_failing'
		| 'delivery_waiting'
		| 'delivery_unfetched'
		| 'delivery_held'
		| 'delivery_dead'
		| 'delivery_discarded'
		| 'endpoint_disabled'
		| 'delivery_unknown'
		| 'nobody_told'
		| 'nobody_subscribed'
		| 'endpoints_too_young'
		| 'delivered';
	/**
	 * `error`: something is in the way. `warning`: probably an answer. `good`: as it should be.
	 */
	severity: 'good' | 'hint' | 'warning' | 'error';
	/**
	 * The same in words; times in it are RFC 3339.
	 */
	text: string;
	/**
	 * The event that it is about.
	 */
	event_id: string | null;
	/**
	 * The endpoint that it is about.
	 */
	endpoint_id: string | null;
	/**
	 * The other account that it is about.
	 */
	account: {
		/**
		 * Its directory.
		 */
		directory_id: string;
		/**
		 * Id of the user in it.
		 */
		user_id: string;
	} | null;
}
/**
 * A request that touched the user.
 */
export interface TimelineRequest {
	/**
	 * A request of the identity provider.
	 */
	kind: 'request';
	/**
	 * Id of its entry in the audit log, `aud_…`.
	 */
	id: string;
	/**
	 * When it came.
	 */
	at: string;
	/**
	 * What was asked for, such as `scim.users.patch`.
	 */
	action: string;
	/**
	 * Id of the user or group that it named; null for a bulk request.
	 */
	target: string | null;
	/**
	 * The HTTP method.
	 */
	method: string;
	/**
	 * Without what a client chose, as in the audit log.
	 */
	path: string;
	/**
	 * The HTTP status of the answer.
	 */
	status: number;
	/**
	 * How long the answer took, in milliseconds.
	 */
	duration_ms: number;
	/**
	 * The SCIM token; null where none was good.
	 */
	token_id: string | null;
	/**
	 * The header `X-Request-Id` of the answer.
	 */
	request_id: string;
}
/**
 * An event of the user, and its deliveries.
 */
export interface TimelineEvent {
	/**
	 * A change of the user, or of the groups of the user.
	 */
	kind: 'event';
	/**
	 * Id of the event, `evt_…`.
	 */
	id: string;
	/**
	 * When it occurred.
	 */
	at: string;
	/**
	 * The type of the event.
	 */
	type: string;
	/**
	 * Its place in the log of the directory.
	 */
	sequence: number;
	/**
	 * Whether the user was active from then on.
	 */
	active: boolean;
	/**
	 * The group that the user came to or left.
	 */
	group: GroupSummary | null;
	/**
	 * What differs, of `user.updated`; else empty.
	 */
	changes: AttributeChange[];
	/**
	 * What brought it about; null where that is not known: an import, or a request that is not kept any more.
	 */
	source: ('scim' | 'google' | 'attribute_mapping') | null;
	/**
	 * The SCIM request that brought it about.
	 */
	request_id: string | null;
	/**
	 * At each endpoint that covers the directory, 100 at most.
	 */
	deliveries: EventDelivery[];
}
/**
 * What became of an event at one endpoint.
 */
export interface EventDelivery {
	/**
	 * The endpoint.
	 */
	endpoint_id: string;
	/**
	 * What people call it: its description, else its host; of a poll endpoint its id.
	 */
	endpoint: string;
	/**
	 * `delivered`: accepted. `settled`: passed, how is not kept any more. `waiting`: the endpoint has it ahead. `unfetched`: a poll endpoint has it, and the application has not fetched it. `held`: by the brake. `dead_letter`: not accepted, and not tried any more. `discarded`: by an operator, when the brake held it. `not_subscribed`: the endpoint does not hear of this type. `endpoint_disabled`: it waits until the endpoint is enabled. `before_endpoint`: the event is older than the endpoint.
	 */
	status:
		| 'delivered'
		| 'settled'
		| 'waiting'
		| 'unfetched'
		| 'held'
		| 'dead_letter'
		| 'discarded'
		| 'not_subscribed'
		| 'endpoint_disabled'
		| 'before_endpoint';
	/**
	 * When it was accepted, set aside or discarded; null where that is not known.
	 */
	at: string | null;
	/**
	 * What the last try was answered.
	 */
	http_status: number | null;
	/**
	 * Tries that have failed, as far as they are kept; 0 also for what waits behind an event that is not accepted.
	 */
	attempts: number;
	/**
	 * When it is tried next.
	 */
	next_try_at: string | null;
	/**
	 * Why it is not delivered.
	 */
	error: string | null;
}
/**
 * How the connection of a directory is, told from its traffic of the last two weeks.
 */
export interface DirectoryDiagnosis {
	state: ConnectionHealth;
	/**
	 * Who is to talk, and who does.
	 */
	provider: {
		configured: ProviderType;
		/**
		 * The one that really talks; null if its requests do not tell.
		 */
		recognised: ProviderType | null;
		/**
		 * `high`: it names itself, or shows what nobody else does.
		 */
		confidence: 'high' | 'low' | 'none';
		/**
		 * What it was recognised by, in Markdown.
		 */
		because: string[];
	};
	/**
	 * The last request, whatever came of it.
	 */
	last_request_at: string | null;
	/**
	 * The last request with a good token.
	 */
	last_accepted_at: string | null;
	/**
	 * The last days on which there were requests, the last one first.
	 */
	days: {
		/**
		 * In UTC.
		 */
		date: string;
		/**
		 * How many there were.
		 */
		requests: number;
		/**
		 * Those that were answered with 400 or more.
		 */
		failures: number;
	}[];
	/**
	 * What is worst first.
	 */
	findings: Finding[];
}
/**
 * Something that is wrong with the connection now. It is gone once it is put right.
 */
export interface Finding {
	name: FindingName;
	/**
	 * `error`: nothing, or little, gets through. `warning`: something is lost, or soon will be. `hint`: worth knowing.
	 */
	severity: 'error' | 'warning' | 'hint';
	/**
	 * What it is, in a few words of Markdown.
	 */
	title: string;
	/**
	 * What was seen, in Markdown.
	 */
	detail: string;
	/**
	 * How many requests of the last days showed it; 0 if none shows it.
	 */
	count: number;
	/**
	 * The first of these requests.
	 */
	first_seen: string | null;
	/**
	 * The last of these requests.
	 */
	last_seen: string | null;
	/**
	 * The last of them; null if none shows it.
	 */
	evidence: Evidence | null;
	/**
	 * What to do, in the words of the provider's admin console, in Markdown.
	 */
	remedy: string;
}
/**
 * A request with its answer. What may be personal is masked (letters are `x`, digits are `0`), and secrets are left out.
 */
export interface Evidence {
	/**
	 * When the request came.
	 */
	at: string;
	/**
	 * What was sent.
	 */
	request: {
		/**
		 * Its HTTP method.
		 */
		method: string;
		/**
		 * Path and query below the SCIM base URL.
		 */
		target: string;
		/**
		 * Those by which providers are told apart, by lower-case name.
		 */
		headers: {
			[k: string]: string;
		};
		/**
		 * The beginning of it; null if there was none, or it does not matter here.
		 */
		body: string | null;
	};
	/**
	 * What it was answered.
	 */
	answer: {
		/**
		 * The HTTP status.
		 */
		status: number;
		/**
		 * Null where the request was done.
		 */
		body: string | null;
	};
}
/**
 * One page of a list.
 */
export interface DirectoryHealthList {
	/**
	 * The items of this page.
	 */
	data: DirectoryHealth[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * How a directory is at a glance. Its diagnosis and its brake tell more.
 */
export interface DirectoryHealth {
	/**
	 * Id of the directory.
	 */
	id: string;
	/**
	 * Its label, for people.
	 */
	name: string;
	/**
	 * The customer organisation that it belongs to: a text of your own.
	 */
	tenant: string;
	/**
	 * The product that it belongs to: a text of your own.
	 */
	product: string;
	type: ProviderType;
	/**
	 * An inactive directory refuses what its identity provider sends.
	 */
	state: 'active' | 'inactive';
	/**
	 * Users, active or not.
	 */
	user_count: number;
	/**
	 * Users who are active.
	 */
	active_user_count: number;
	/**
	 * Groups.
	 */
	group_count: number;
	health: ConnectionHealth;
	/**
	 * How many findings its diagnosis has, by severity.
	 */
	findings: {
		/**
		 * Nothing, or little, gets through.
		 */
		error: number;
		/**
		 * Something is lost, or soon will be.
		 */
		warning: number;
		/**
		 * Worth knowing.
		 */
		hint: number;
	};
	/**
	 * The first finding of its diagnosis; null if there is none.
	 */
	worst_finding: {
		name: FindingName;
		/**
		 * `error`: nothing, or little, gets through. `warning`: something is lost, or soon will be. `hint`: worth knowing.
		 */
		severity: 'error' | 'warning' | 'hint';
		/**
		 * What it is, in a few words of Markdown.
		 */
		title: string;
	} | null;
	/**
	 * The last request, whatever came of it.
	 */
	last_request_at: string | null;
	/**
	 * The last request with a good token.
	 */
	last_accepted_at: string | null;
	/**
	 * The deprovisioning brake while it is engaged; null while deliveries flow.
	 */
	brake: {
		/**
		 * Since when deliveries are held.
		 */
		engaged_at: string;
		/**
		 * How many events are held.
		 */
		held_events: number;
	} | null;
}
/**
 * Events and deliveries by the hour.
 */
export interface Activity {
	/**
	 * The tenant whose activity it is; null for all.
	 */
	tenant: string | null;
	/**
	 * The product whose activity it is; null for all.
	 */
	product: string | null;
	/**
	 * Everything was counted from this hour on; before it there may have been more. It is the first hour unless there was too much to count.
	 */
	complete_from: string;
	/**
	 * Every hour, the oldest first.
	 */
	hours: ActivityHour[];
}
/**
 * What went on in an hour.
 */
export interface ActivityHour {
	/**
	 * When the hour began; hours are those of UTC.
	 */
	start: string;
	/**
	 * Events in the logs of directories.
	 */
	events: number;
	/**
	 * Attempts to deliver that were accepted.
	 */
	delivered: number;
	/**
	 * Attempts to deliver that were not.
	 */
	failed: number;
}
/**
 * Users, groups and memberships that keep their ids.
 */
export interface ImportBatch {
	/**
	 * SCIM users (RFC 7643 §4.1) with the ids that the identity provider knows.
	 */
	users?: {
		/**
		 * The id that the identity provider knows.
		 */
		id: string;
		[k: string]: unknown;
	}[];
	/**
	 * SCIM groups (RFC 7643 §4.2), without members.
	 */
	groups?: {
		/**
		 * The id that the identity provider knows.
		 */
		id: string;
		[k: string]: unknown;
	}[];
	/**
	 * Who belongs to groups that are here already, or come with the same request.
	 */
	memberships?: {
		/**
		 * The id that the identity provider knows.
		 */
		group_id: string;
		/**
		 * Users in the group.
		 *
		 * Items: The id that the identity provider knows.
		 */
		user_ids: string[];
	}[];
}
/**
 * What became of an import. Sending the same again changes nothing.
 */
export interface ImportResult {
	users: ImportCounts;
	groups: ImportCounts;
	/**
	 * What became of the memberships.
	 */
	memberships: {
		/**
		 * Hold now, whether by this request or from before.
		 */
		done: number;
	};
	/**
	 * What was refused, and why; all else is done.
	 */
	failures: {
		/**
		 * What it was to be.
		 */
		kind: 'user' | 'group' | 'membership';
		/**
		 * Of the user or the group.
		 */
		id: string;
		/**
		 * Of a membership; null otherwise.
		 */
		group_id: string | null;
		/**
		 * What SCIM would have answered.
		 */
		status: number;
		/**
		 * Why, in words.
		 */
		detail: string;
	}[];
}
/**
 * How many of them are here now.
 */
export interface ImportCounts {
	/**
	 * Made by this request.
	 */
	created: number;
	/**
	 * Here already, and left as they are.
	 */
	existing: number;
}
/**
 * The connection of a directory of type `google` to Google Workspace.
 */
export interface GoogleConnection {
	/**
	 * `revoked`: Google does not honour the administrator's consent any more, so somebody has to consent again.
	 */
	state: 'disconnected' | 'connected' | 'revoked';
	/**
	 * The administrator who consented; null while nobody has.
	 */
	account: string | null;
	/**
	 * When somebody consented last; null while disconnected.
	 */
	connected_at: string | null;
	settings: GoogleSettings;
	/**
	 * The synchronisation that is under way, if one is.
	 */
	run: GoogleRun | null;
	/**
	 * The last one that ended.
	 */
	last_run: GoogleRunReport | null;
	/**
	 * When the next one begins, or the one under way goes on; null for never.
	 */
	next_run_at: string | null;
	/**
	 * Failures in a row; each one lets the next try wait longer.
	 */
	failures: number;
	/**
	 * What failed last; null after a success.
	 */
	last_error: string | null;
}
/**
 * What is synchronised from Google Workspace, and how often.
 */
export interface GoogleSettings {
	/**
	 * Minutes from the beginning of a synchronisation to that of the next.
	 */
	interval_minutes: number;
	/**
	 * Only those users that match this search of Google's Directory API; null for all. Whoever matches no more is removed.
	 */
	users_query: string | null;
	/**
	 * Whether groups and their members are synchronised.
	 */
	groups: boolean;
	/**
	 * Only those groups that match this search of Google's Directory API; null for all. Whoever matches no more is removed.
	 */
	groups_query: string | null;
	/**
	 * What becomes of a user here who is gone at Google.
	 */
	removed_users: 'delete' | 'deactivate';
	/**
	 * Lets the next synchronisation remove more than half of the users or groups, which the guard does not let pass otherwise; false again after it.
	 */
	allow_mass_removal_once: boolean;
}
/**
 * A synchronisation that is under way, and what it has done so far.
 */
export interface GoogleRun {
	/**
	 * When it began.
	 */
	started_at: string;
	users: GoogleResourceCounts;
	groups: GoogleResourceCounts;
	memberships: GoogleMembershipCounts;
	/**
	 * Requests to Google.
	 */
	requests: number;
	/**
	 * Users and groups that could not be written here.
	 */
	errors: number;
	/**
	 * The first of them, five at most.
	 */
	refused: GoogleRefusal[];
	/**
	 * The part that it is at; parts come in this order.
	 */
	phase:
		| 'deleted_users'
		| 'remove_deleted_users'
		| 'users'
		| 'remove_users'
		| 'groups'
		| 'remove_groups'
		| 'members';
}
/**
 * Users, or groups, of a synchronisation.
 */
export interface GoogleResourceCounts {
	/**
	 * How many Google has.
	 */
	seen: number;
	/**
	 * Who were not here before.
	 */
	created: number;
	/**
	 * Who were here otherwise.
	 */
	updated: number;
	/**
	 * Deleted here, or deactivated.
	 */
	removed: number;
	/**
	 * Seen, and as they were.
	 */
	unchanged: number;
}
/**
 * Memberships of a synchronisation.
 */
export interface GoogleMembershipCounts {
	/**
	 * Members who came to groups.
	 */
	added: number;
	/**
	 * Members who left groups.
	 */
	removed: number;
}
/**
 * A user or group of Google's that could not be written here.
 */
export interface GoogleRefusal {
	/**
	 * What it is.
	 */
	kind: 'user' | 'group';
	/**
	 * Google's id; null where Google has told none.
	 */
	google_id: string | null;
	/**
	 * Its address, or the name of the group; null where it is not at hand.
	 */
	name: string | null;
	/**
	 * Why it could not be written.
	 */
	reason: string;
}
/**
 * What a synchronisation did.
 */
export interface GoogleRunReport {
	/**
	 * When it began.
	 */
	started_at: string;
	users: GoogleResourceCounts;
	groups: GoogleResourceCounts;
	memberships: GoogleMembershipCounts;
	/**
	 * Requests to Google.
	 */
	requests: number;
	/**
	 * Users and groups that could not be written here.
	 */
	errors: number;
	/**
	 * The first of them, five at most.
	 */
	refused: GoogleRefusal[];
	/**
	 * When it ended.
	 */
	ended_at: string | null;
	/**
	 * Whether it went over everything; false if it ended before.
	 */
	complete: boolean;
}
/**
 * How an administrator is asked for consent.
 */
export interface NewGoogleAuthorization {
	/**
	 * Where the administrator goes once connected, or with `error=access_denied` added if that was refused at Google: a page of yours, https. A page of Rollcall tells of it when left out.
	 */
	return_url?: string;
}
/**
 * Where an administrator of Google Workspace consents.
 */
export interface GoogleAuthorization {
	/**
	 * Google's page on which an administrator consents. Good once.
	 */
	url: string;
	/**
	 * From when on it is not good any more.
	 */
	expires_at: string;
}
/**
 * What is to be different; what is left out stays.
 */
export interface GoogleSettingsPatch {
	/**
	 * Minutes from the beginning of a synchronisation to that of the next.
	 */
	interval_minutes?: number;
	/**
	 * Only those users that match this search of Google's Directory API; null for all. Whoever matches no more is removed.
	 */
	users_query?: string | null;
	/**
	 * Whether groups and their members are synchronised.
	 */
	groups?: boolean;
	/**
	 * Only those groups that match this search of Google's Directory API; null for all. Whoever matches no more is removed.
	 */
	groups_query?: string | null;
	/**
	 * What becomes of a user here who is gone at Google.
	 */
	removed_users?: 'delete' | 'deactivate';
	/**
	 * Lets the next synchronisation remove more than half of the users or groups, which the guard does not let pass otherwise; false again after it.
	 */
	allow_mass_removal_once?: boolean;
}
/**
 * Which SCIM attributes feed the profiles of a directory's users.
 */
export interface AttributeMapping {
	/**
	 * `applying` until a `user.updated` is written for each user whose profile it changes. The mapping itself holds at once.
	 */
	state: 'applied' | 'applying';
	/**
	 * How far it has come; null unless it is `applying`.
	 */
	progress: {
		/**
		 * Users when the mapping was set.
		 */
		users: number;
		/**
		 * Those of them who were looked at so far.
		 */
		checked: number;
		/**
		 * Those of them whose profile is another: as many events.
		 */
		changed: number;
	} | null;
	/**
	 * What feeds the fields of the profile.
	 */
	fields: {
		/**
		 * The e-mail address. A `userName` is taken only if it has an `@`. Null if it is fed as usual.
		 */
		email: string[] | null;
		/**
		 * The given name. Null if it is fed as usual.
		 */
		first_name: string[] | null;
		/**
		 * The family name. Null if it is fed as usual.
		 */
		last_name: string[] | null;
		/**
		 * The name to show. Null if it is fed as usual.
		 */
		display_name: string[] | null;
	};
	/**
	 * What feeds the custom attributes, by name.
	 */
	custom_attributes: {
		[k: string]: string[];
	};
	/**
	 * What feeds the fields that are null above: the same for every directory.
	 */
	defaults: {
		/**
		 * The primary address, else the first one, else an address as `userName`.
		 */
		email: string[];
		/**
		 * The given name.
		 */
		first_name: string[];
		/**
		 * The family name.
		 */
		last_name: string[];
		/**
		 * The name to show.
		 */
		display_name: string[];
	};
}
/**
 * Paths of SCIM attributes (RFC 7644 §3.5.2): `title`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:costCenter`.
 */
export interface NewAttributeMapping {
	fields?: NewMappedFields;
	/**
	 * What `custom_attributes` of the profile is to hold, by name.
	 */
	custom_attributes?: {
		/**
		 * A path, or a list of paths of which the first that has a value is taken.
		 */
		[k: string]: string | string[];
	};
}
/**
 * What is to feed the fields of a profile.
 */
export interface NewMappedFields {
	/**
	 * The e-mail address. A `userName` is taken only if it has an `@`. As usual if it is left out or null.
	 */
	email?: (string | string[]) | null;
	/**
	 * The given name. As usual if it is left out or null.
	 */
	first_name?: (string | string[]) | null;
	/**
	 * The family name. As usual if it is left out or null.
	 */
	last_name?: (string | string[]) | null;
	/**
	 * The name to show. As usual if it is left out or null.
	 */
	display_name?: (string | string[]) | null;
}
/**
 * A mapping to try, and on whom.
 */
export interface AttributeMappingPreviewRequest {
	fields?: NewMappedFields;
	/**
	 * What `custom_attributes` of the profile is to hold, by name.
	 */
	custom_attributes?: {
		/**
		 * A path, or a list of paths of which the first that has a value is taken.
		 */
		[k: string]: string | string[];
	};
	/**
	 * Ids of the users to show, all on one page; the oldest users if it is left out.
	 */
	user_ids?: string[];
}
/**
 * What a mapping would make of users, before it is set.
 */
export interface AttributeMappingPreview {
	/**
	 * The users of this page.
	 */
	data: PreviewedUser[];
	/**
	 * Paths that have a value in none of the users of this page.
	 */
	unmatched: {
		/**
		 * Where the path stands in the request.
		 */
		field: string;
		/**
		 * The path.
		 */
		path: string;
	}[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A user by two mappings.
 */
export interface PreviewedUser {
	before: UserProfile;
	after: UserProfile;
	/**
	 * The fields that differ, as `user.updated` would tell.
	 */
	changes: AttributeChange[];
}
/**
 * One page of a list.
 */
export interface DirectorySchemaList {
	/**
	 * The items of this page.
	 */
	data: DirectorySchema[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A schema extension that a directory declares.
 */
export interface DirectorySchema {
	/**
	 * The URN.
	 */
	id: string;
	/**
	 * Its name, for people.
	 */
	name: string;
	/**
	 * What it is for.
	 */
	description: string;
	/**
	 * Whose resources have the extension.
	 */
	resource_type: 'User' | 'Group';
	/**
	 * Whether each of them must have it.
	 */
	required: boolean;
	/**
	 * Its attributes, with all their characteristics.
	 */
	attributes: Attribute[];
	/**
	 * When it was declared.
	 */
	created_at: string;
	/**
	 * When it was last replaced.
	 */
	updated_at: string;
}
/**
 * An attribute, in the words of RFC 7643 §7.
 */
export interface Attribute {
	/**
	 * As it stands in the JSON of a resource; letter case is ignored.
	 */
	name: string;
	type: AttributeType;
	/**
	 * Whether it is a list.
	 */
	multiValued: boolean;
	/**
	 * What it is, for people.
	 */
	description: string;
	/**
	 * Whether a resource must have it.
	 */
	required: boolean;
	/**
	 * Values that are suggested.
	 */
	canonicalValues?: string[];
	/**
	 * Whether letter case matters in comparisons.
	 */
	caseExact: boolean;
	mutability: AttributeMutability;
	returned: AttributeReturned;
	/**
	 * `none` when left out.
	 */
	uniqueness: 'none' | 'server' | 'global';
	/**
	 * What it may point to.
	 */
	referenceTypes?: string[];
	/**
	 * What a `complex` attribute consists of.
	 */
	subAttributes?: SubAttribute[];
}
/**
 * An attribute inside a complex one.
 */
export interface SubAttribute {
	/**
	 * As it stands in the JSON of a resource; letter case is ignored.
	 */
	name: string;
	type: AttributeType;
	/**
	 * Whether it is a list.
	 */
	multiValued: boolean;
	/**
	 * What it is, for people.
	 */
	description: string;
	/**
	 * Whether a resource must have it.
	 */
	required: boolean;
	/**
	 * Values that are suggested.
	 */
	canonicalValues?: string[];
	/**
	 * Whether letter case matters in comparisons.
	 */
	caseExact: boolean;
	mutability: AttributeMutability;
	returned: AttributeReturned;
	/**
	 * `none` when left out.
	 */
	uniqueness: 'none' | 'server' | 'global';
	/**
	 * What it may point to.
	 */
	referenceTypes?: string[];
}
/**
 * A schema extension to declare.
 */
export interface SchemaDefinition {
	/**
	 * The URN.
	 */
	id: string;
	/**
	 * Its name, for people.
	 */
	name: string;
	/**
	 * What it is for.
	 */
	description?: string;
	/**
	 * Whose resources have the extension.
	 */
	resource_type: 'User' | 'Group';
	/**
	 * Whether each of them must have it.
	 */
	required?: boolean;
	/**
	 * The attributes that it adds.
	 */
	attributes: NewAttribute[];
}
/**
 * An attribute, in the words of RFC 7643 §7.
 */
export interface NewAttribute {
	/**
	 * As it stands in the JSON of a resource; letter case is ignored.
	 */
	name: string;
	type?: AttributeType;
	/**
	 * Whether it is a list.
	 */
	multiValued?: boolean;
	/**
	 * What it is, for people.
	 */
	description?: string;
	/**
	 * Whether a resource must have it.
	 */
	required?: boolean;
	/**
	 * Values that are suggested.
	 */
	canonicalValues?: string[];
	/**
	 * Whether letter case matters in comparisons.
	 */
	caseExact?: boolean;
	mutability?: AttributeMutability;
	returned?: AttributeReturned;
	/**
	 * `none` when left out.
	 */
	uniqueness?: 'none' | 'server' | 'global';
	/**
	 * What a `reference` may point to.
	 */
	referenceTypes?: string[];
	/**
	 * What a `complex` attribute consists of.
	 */
	subAttributes?: NewSubAttribute[];
}
/**
 * An attribute inside a complex one.
 */
export interface NewSubAttribute {
	/**
	 * As it stands in the JSON of a resource; letter case is ignored.
	 */
	name: string;
	type?: AttributeType;
	/**
	 * Whether it is a list.
	 */
	multiValued?: boolean;
	/**
	 * What it is, for people.
	 */
	description?: string;
	/**
	 * Whether a resource must have it.
	 */
	required?: boolean;
	/**
	 * Values that are suggested.
	 */
	canonicalValues?: string[];
	/**
	 * Whether letter case matters in comparisons.
	 */
	caseExact?: boolean;
	mutability?: AttributeMutability;
	returned?: AttributeReturned;
	/**
	 * `none` when left out.
	 */
	uniqueness?: 'none' | 'server' | 'global';
	/**
	 * What a `reference` may point to.
	 */
	referenceTypes?: string[];
}
/**
 * A part of the log, in the order of the sequence or against it. `next_cursor` is null at its end, as it is now.
 */
export interface EventLogPage {
	/**
	 * The items of this page.
	 */
	data: Event[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
	/**
	 * How far the log has been seen, including events that `types` left out: give it as `after` of the next request.
	 */
	position: number;
}
/**
 * One page of a list.
 */
export interface AttemptList {
	/**
	 * The items of this page.
	 */
	data: Attempt[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * One POST to one endpoint.
 */
export interface Attempt {
	/**
	 * Id of the attempt, `att_…`.
	 */
	id: string;
	/**
	 * The endpoint that was sent to.
	 */
	endpoint_id: string;
	/**
	 * The directory whose events were sent; null once it is gone.
	 */
	directory_id: string | null;
	/**
	 * Why it was made.
	 */
	kind: 'delivery' | 'replay' | 'test';
	/**
	 * The replay that it belongs to.
	 */
	replay_id: string | null;
	/**
	 * The header `webhook-id`: the same for every try.
	 */
	webhook_id: string;
	/**
	 * Of the first event in it.
	 */
	first_sequence: number;
	/**
	 * Of the last event in it: the same unless it was a batch.
	 */
	last_sequence: number;
	/**
	 * When it was made.
	 */
	attempted_at: string;
	/**
	 * How long it took, in milliseconds.
	 */
	duration_ms: number;
	/**
	 * The HTTP status; null when no answer came.
	 */
	status: number | null;
	outcome: AttemptOutcome;
	/**
	 * What went wrong; null if nothing did.
	 */
	error: string | null;
	/**
	 * The beginning of the answer's body.
	 */
	answer: string | null;
}
/**
 * The brake of a directory.
 */
export interface DeprovisioningBrake {
	/**
	 * `engaged`: deliveries are held, even if the brake was switched off since.
	 */
	state: 'off' | 'armed' | 'engaged';
	/**
	 * Null while it is off.
	 */
	limits: BrakeLimits | null;
	suggestion: BrakeLimits;
	/**
	 * Users who were deactivated or deleted within the window, since the last decision.
	 */
	counted: number;
	/**
	 * Since when deliveries are held.
	 */
	engaged_at: string | null;
	/**
	 * The last event before those that are held: `after` for reading them.
	 */
	after_sequence: number | null;
	/**
	 * How many events are held.
	 */
	held_events: number;
}
/**
 * The limits of the brake: `users`, `percent` or both.
 */
export interface NewBrakeLimits {
	/**
	 * So many users may lose access; null for any number.
	 */
	users?: number | null;
	/**
	 * Of the active users, those who lost their access included; counts from 5 users on.
	 */
	percent?: number | null;
	/**
	 * Within so many seconds.
	 */
	window_seconds?: number;
}
/**
 * What was decided about held events, and the brake as it is now.
 */
export interface BrakeDecision {
	/**
	 * `engaged`: deliveries are held, even if the brake was switched off since.
	 */
	state: 'off' | 'armed' | 'engaged';
	/**
	 * Null while it is off.
	 */
	limits: BrakeLimits | null;
	suggestion: BrakeLimits;
	/**
	 * Users who were deactivated or deleted within the window, since the last decision.
	 */
	counted: number;
	/**
	 * Since when deliveries are held.
	 */
	engaged_at: string | null;
	/**
	 * The last event before those that are held: `after` for reading them.
	 */
	after_sequence: number | null;
	/**
	 * How many events are held.
	 */
	held_events: number;
	/**
	 * What was decided.
	 */
	decision: 'resumed' | 'discarded';
	/**
	 * How many events the decision was about.
	 */
	events: number;
}
/**
 * For how long, and how much.
 */
export interface NewRecording {
	/**
	 * When it ends by itself: after an hour when left out, after a day at most.
	 */
	minutes?: number;
	/**
	 * How many requests are kept at most; what comes after them is counted.
	 */
	exchanges_max?: number;
}
/**
 * A recording of what a directory is sent and answers.
 */
export interface Recording {
	/**
	 * Its id, `rec_…`.
	 */
	id: string;
	/**
	 * The directory whose traffic it holds.
	 */
	directory_id: string;
	state: RecordingState;
	/**
	 * The id of the API key that started it.
	 */
	created_by: string;
	/**
	 * When it was started.
	 */
	created_at: string;
	/**
	 * When it ends by itself, or was ended.
	 */
	ends_at: string;
	/**
	 * How many requests are kept at most.
	 */
	exchanges_max: number;
	/**
	 * How many are kept so far: they are written half a second after their answers, so some may still come for some seconds after the end.
	 */
	exchange_count: number;
	/**
	 * Requests that were too many, or too large, to be kept: a replay lacks them.
	 */
	missed_count: number;
}
/**
 * One page of a list.
 */
export interface RecordingList {
	/**
	 * The items of this page.
	 */
	data: Recording[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A recording as a conversation that starts from an empty directory: what was there before is created by steps of its own.
 */
export interface Transcript {
	/**
	 * The identity provider that the directory is of.
	 */
	idp: string;
	/**
	 * What it shows.
	 */
	name: string;
	/**
	 * What is missing, and what was added.
	 */
	notes?: string;
	/**
	 * `recorded`, for that is where it comes from.
	 */
	confidence?: string;
	/**
	 * Header fields; null leaves one out that would be sent otherwise.
	 */
	headers?: {
		[k: string]: string | null;
	};
	/**
	 * The requests, in their order.
	 */
	steps: TranscriptStep[];
	[k: string]: unknown;
}
/**
 * A request, and what is expected of its answer.
 */
export interface TranscriptStep {
	/**
	 * What people call it.
	 */
	name: string;
	/**
	 * The method of the request.
	 */
	method: string;
	/**
	 * Below the SCIM base; `{{…}}` are values of earlier answers.
	 */
	path: string;
	/**
	 * Header fields; null leaves one out that would be sent otherwise.
	 */
	headers?: {
		[k: string]: string | null;
	};
	/**
	 * The body of the request.
	 */
	body?: {
		[k: string]: unknown;
	};
	/**
	 * What the answer must be like.
	 */
	expect?: {
		/**
		 * Its status.
		 */
		status?: number;
		/**
		 * What the body must be like, in part.
		 */
		body?: {
			[k: string]: unknown;
		};
		[k: string]: unknown;
	};
	/**
	 * What of the answer later steps use, by its name.
	 */
	capture?: {
		[k: string]: string;
	};
	[k: string]: unknown;
}
/**
 * An endpoint to create. Without a scope it hears of every directory.
 */
export interface NewWebhookEndpoint {
	/**
	 * Where to send to; required unless it is polled.
	 */
	url?: string;
	/**
	 * Its label, for people.
	 */
	description?: string;
	/**
	 * One directory, or `operations` for the operations log.
	 */
	directory_id?: string;
	/**
	 * All directories of this tenant.
	 */
	tenant?: string;
	/**
	 * All directories of this product.
	 */
	product?: string;
	/**
	 * Exact event types or groups of them (`user.*`); every type when left out.
	 */
	types?: string[];
	/**
	 * How many consecutive events one request may carry; more than 1 changes its form.
	 */
	max_batch?: number;
	/**
	 * Headers that each request carries besides our own; never shown again.
	 */
	headers?: {
		[k: string]: string;
	};
	/**
	 * Bring your own: `whsec_` and 24 to 64 bytes in base64; made by us when left out.
	 */
	secret?: string;
	/**
	 * `symmetric` (HMAC, when left out) or `asymmetric` (ed25519).
	 */
	signing?: 'symmetric' | 'asymmetric';
	/**
	 * Webhooks, or Security Event Tokens (RFC 8417).
	 */
	format?: 'webhook' | 'set';
	/**
	 * `poll`: the receiver fetches (RFC 8936), instead of being sent to (RFC 8935).
	 */
	delivery?: 'push' | 'poll';
	/**
	 * The `aud` of Security Event Tokens; the URL of the endpoint when left out.
	 */
	audience?: string;
	/**
	 * The first event of the directory to deliver; the next one when left out.
	 */
	from_sequence?: number;
}
/**
 * Where events are sent, or polled.
 */
export interface WebhookEndpoint {
	/**
	 * Id of the endpoint, `ep_…`.
	 */
	id: string;
	/**
	 * Where events are sent, or where they are polled.
	 */
	url: string;
	/**
	 * Its label, for people.
	 */
	description: string | null;
	/**
	 * The directory that it is limited to.
	 */
	directory_id: string | null;
	/**
	 * The tenant that it is limited to.
	 */
	tenant: string | null;
	/**
	 * The product that it is limited to.
	 */
	product: string | null;
	/**
	 * The event types that it subscribes to; null for all.
	 */
	types: string[] | null;
	/**
	 * How many consecutive events one request may carry.
	 */
	max_batch: number;
	/**
	 * Webhooks, or Security Event Tokens (RFC 8417).
	 */
	format: 'webhook' | 'set';
	/**
	 * `poll`: the receiver fetches (RFC 8936), instead of being sent to (RFC 8935).
	 */
	delivery: 'push' | 'poll';
	/**
	 * The `aud` of Security Event Tokens.
	 */
	audience: string | null;
	/**
	 * Their names; each value reads "[redacted]". Empty if they cannot be opened.
	 */
	headers: {
		[k: string]: string;
	} | null;
	/**
	 * Null for Security Event Tokens.
	 */
	signing: ('symmetric' | 'asymmetric') | null;
	/**
	 * `whpk_…`, which verifies asymmetric signatures.
	 */
	public_key: string | null;
	/**
	 * Until when the secret before this one is good, too.
	 */
	previous_secret_expires_at: string | null;
	/**
	 * Nothing is sent to a disabled endpoint; enabled again it goes on where it stopped.
	 */
	state: 'enabled' | 'disabled';
	/**
	 * Why it is disabled.
	 */
	disabled_reason: string | null;
	/**
	 * Since when every delivery has failed; null while they succeed.
	 */
	failing_since: string | null;
	/**
	 * Nothing is sent before, because the receiver said that it is overloaded.
	 */
	paused_until: string | null;
	/**
	 * Events that it never accepted; 1000 when there are so many, or more.
	 */
	dead_letter_count: number;
	/**
	 * When it was created.
	 */
	created_at: string;
	/**
	 * When it was last changed.
	 */
	updated_at: string;
	/**
	 * Shown once, when it is made: `whsec_…` signs, `rcset_…` is the bearer token of a poller.
	 */
	secret?: string;
}
/**
 * One page of a list.
 */
export interface WebhookEndpointList {
	/**
	 * The items of this page.
	 */
	data: WebhookEndpoint[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * What to change; what is left out stays. Its scope and its format stay as well.
 */
export interface WebhookEndpointPatch {
	/**
	 * Where to send to from now on; tried at once.
	 */
	url?: string;
	/**
	 * Its label, for people.
	 */
	description?: string | null;
	types?: string[] | null;
	/**
	 * How many consecutive events one request may carry; more than 1 changes its form.
	 */
	max_batch?: number;
	/**
	 * Replaces all of them; null for none.
	 */
	headers?: {
		[k: string]: string;
	} | null;
	audience?: string | null;
	/**
	 * Nothing is sent to a disabled endpoint; enabled again it goes on where it stopped.
	 */
	state?: 'enabled' | 'disabled';
	/**
	 * Only when disabling.
	 */
	disabled_reason?: string;
	directory_id?: {
		[k: string]: unknown;
	};
	tenant?: {
		[k: string]: unknown;
	};
	product?: {
		[k: string]: unknown;
	};
	format?: {
		[k: string]: unknown;
	};
	delivery?: {
		[k: string]: unknown;
	};
	signing?: {
		[k: string]: unknown;
	};
	from_sequence?: {
		[k: string]: unknown;
	};
	secret?: {
		[k: string]: unknown;
	};
}
/**
 * How to rotate; the body may be left out.
 */
export interface SecretRotation {
	/**
	 * Bring your own: `whsec_` and 24 to 64 bytes in base64; made by us when left out.
	 */
	secret?: string;
	/**
	 * For how long the old secret signs, or lets a poller in, too.
	 */
	overlap_seconds?: number;
}
/**
 * What to send; the body may be left out.
 */
export interface EndpointTest {
	/**
	 * An example of this type is sent. When left out it is `webhook_endpoint.test`, or for Security Event Tokens, which do not tell of that, the first type that the endpoint subscribes to: `user.created`, if it does.
	 */
	type?: string;
}
/**
 * What came of a test: one POST, which is not repeated.
 */
export interface EndpointTestResult {
	/**
	 * The header `webhook-id`.
	 */
	webhook_id: string;
	/**
	 * The type of the event that was sent.
	 */
	type: string;
	/**
	 * Whether it was accepted.
	 */
	outcome: 'delivered' | 'failed';
	/**
	 * The HTTP status; null when no answer came.
	 */
	status: number | null;
	/**
	 * What went wrong; null if nothing did.
	 */
	error: string | null;
	/**
	 * The beginning of the answer's body.
	 */
	answer: string | null;
	/**
	 * How long it took, in milliseconds.
	 */
	duration_ms: number;
	/**
	 * Id of the attempt that is kept of it.
	 */
	attempt_id: string;
	request: AttemptRequest;
}
/**
 * What was sent.
 */
export interface AttemptRequest {
	/**
	 * The URL of the endpoint as it is now.
	 */
	url: string;
	/**
	 * What the request said of itself. The value of a custom header reads "[redacted]", that of the signature "[not kept]"; which custom headers there are is as it is now.
	 */
	headers: {
		[k: string]: string;
	};
	/**
	 * The event or the batch, or the claims of a Security Event Token, made again of what the log holds; null if that is not possible any more.
	 */
	body: {
		[k: string]: unknown;
	} | null;
	/**
	 * Why there is no body; null if there is one.
	 */
	missing: string | null;
}
/**
 * One POST to one endpoint: what was sent, and what was answered.
 */
export interface AttemptInFull {
	/**
	 * Id of the attempt, `att_…`.
	 */
	id: string;
	/**
	 * The endpoint that was sent to.
	 */
	endpoint_id: string;
	/**
	 * The directory whose events were sent; null once it is gone.
	 */
	directory_id: string | null;
	/**
	 * Why it was made.
	 */
	kind: 'delivery' | 'replay' | 'test';
	/**
	 * The replay that it belongs to.
	 */
	replay_id: string | null;
	/**
	 * The header `webhook-id`: the same for every try.
	 */
	webhook_id: string;
	/**
	 * Of the first event in it.
	 */
	first_sequence: number;
	/**
	 * Of the last event in it: the same unless it was a batch.
	 */
	last_sequence: number;
	/**
	 * When it was made.
	 */
	attempted_at: string;
	/**
	 * How long it took, in milliseconds.
	 */
	duration_ms: number;
	/**
	 * The HTTP status; null when no answer came.
	 */
	status: number | null;
	outcome: AttemptOutcome;
	/**
	 * What went wrong; null if nothing did.
	 */
	error: string | null;
	/**
	 * The beginning of the answer's body.
	 */
	answer: string | null;
	request: AttemptRequest;
}
/**
 * One page of a list.
 */
export interface DeliveryCursorList {
	/**
	 * The items of this page.
	 */
	data: DeliveryCursor[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * How far an endpoint has come in one log.
 */
export interface DeliveryCursor {
	/**
	 * The directory, or `operations` for the operations log.
	 */
	directory_id: string;
	/**
	 * Its name.
	 */
	directory_name: string;
	/**
	 * `idle`: nothing waits. `held`: nothing is sent, see `held_by`.
	 */
	state: 'idle' | 'running' | 'held';
	/**
	 * Why nothing is sent: the endpoint is disabled, or the brake holds the deliveries of the directory.
	 */
	held_by: ('disabled_endpoint' | 'brake') | null;
	/**
	 * The last event that was accepted, set aside, or is none of the endpoint's.
	 */
	settled_sequence: number;
	/**
	 * The last event of the log.
	 */
	last_sequence: number;
	/**
	 * The events between the two, whatever their types; 0 where none of them is to be sent.
	 */
	events_behind: number;
	/**
	 * When the oldest event occurred that is still to be sent; null if there is none among the next 1,000.
	 */
	waiting_since: string | null;
	/**
	 * Failed tries at the next events.
	 */
	attempts: number;
	/**
	 * What the last of them met.
	 */
	last_error: string | null;
	/**
	 * When the next try is due; null if none is planned.
	 */
	due_at: string | null;
}
/**
 * What to send again: from `from_sequence`, or from `from_time`. Both ends are included; without an end it is what there is now.
 */
export interface NewReplay {
	/**
	 * Needed for sequences, unless the endpoint covers just one directory.
	 */
	directory_id?: string;
	/**
	 * The first event to send.
	 */
	from_sequence?: number;
	/**
	 * The last event to send; goes with from_sequence.
	 */
	to_sequence?: number;
	/**
	 * Events from then on, instead of from a sequence. If some may not be kept any more, the others are sent, and the answer says so in `incomplete_until`.
	 */
	from_time?: string;
	/**
	 * Events until then; goes with from_time.
	 */
	to_time?: string;
	/**
	 * Exact event types or groups of them (`user.*`), each of which the endpoint subscribes to and the logs may have; without it all that the endpoint subscribes to.
	 */
	types?: string[];
}
/**
 * Events that are sent to one endpoint again.
 */
export interface Replay {
	/**
	 * Also the value of the header `rollcall-replay` of its webhooks.
	 */
	id: string;
	/**
	 * The endpoint that it is sent to.
	 */
	endpoint_id: string;
	/**
	 * Where its events come from.
	 */
	source: 'log' | 'dead_letters';
	/**
	 * `held` while the endpoint is disabled, or the brake holds all the directories that are left.
	 */
	state: 'running' | 'held' | 'done';
	/**
	 * The types that it is limited to; null for all that the endpoint subscribes to.
	 */
	types: string[] | null;
	/**
	 * How many directories it covers.
	 */
	directories: number;
	/**
	 * In how many of them it has come to its end.
	 */
	directories_done: number;
	/**
	 * Places in the logs that are still to be looked at, whatever the types of their events.
	 */
	sequences_left: number;
	/**
	 * When it began.
	 */
	created_at: string;
	/**
	 * Only in the answer that begins a replay from a time, and only if events are not kept any more in one of its directories: from that time until this one, some may be missing.
	 */
	incomplete_until?: string;
}
/**
 * One page of a list.
 */
export interface ReplayList {
	/**
	 * The items of this page.
	 */
	data: Replay[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A replay, and how far it has come in each directory.
 */
export interface ReplayInFull {
	/**
	 * Also the value of the header `rollcall-replay` of its webhooks.
	 */
	id: string;
	/**
	 * The endpoint that it is sent to.
	 */
	endpoint_id: string;
	/**
	 * Where its events come from.
	 */
	source: 'log' | 'dead_letters';
	/**
	 * `held` while the endpoint is disabled, or the brake holds all the directories that are left.
	 */
	state: 'running' | 'held' | 'done';
	/**
	 * The types that it is limited to; null for all that the endpoint subscribes to.
	 */
	types: string[] | null;
	/**
	 * How many directories it covers.
	 */
	directories: number;
	/**
	 * In how many of them it has come to its end.
	 */
	directories_done: number;
	/**
	 * Places in the logs that are still to be looked at, whatever the types of their events.
	 */
	sequences_left: number;
	/**
	 * When it began.
	 */
	created_at: string;
	/**
	 * Only in the answer that begins a replay from a time, and only if events are not kept any more in one of its directories: from that time until this one, some may be missing.
	 */
	incomplete_until?: string;
	progress: ReplayProgressList;
}
/**
 * One page of a list.
 */
export interface ReplayProgressList {
	/**
	 * The items of this page.
	 */
	data: ReplayProgress[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * How far a replay has come in one directory.
 */
export interface ReplayProgress {
	/**
	 * The directory.
	 */
	directory_id: string;
	/**
	 * Where it goes on.
	 */
	next_sequence: number;
	/**
	 * Where it ends.
	 */
	until_sequence: number;
	/**
	 * `held`: see the replay.
	 */
	state: 'running' | 'held' | 'done';
	/**
	 * Failed tries at the next events.
	 */
	attempts: number;
	/**
	 * What the last of them met.
	 */
	last_error: string | null;
	/**
	 * When the next try is due; null if none is planned.
	 */
	due_at: string | null;
}
/**
 * One page of a list.
 */
export interface DeadLetterList {
	/**
	 * The items of this page.
	 */
	data: DeadLetter[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * An event that an endpoint did not accept before its schedule was exhausted.
 */
export interface DeadLetter {
	/**
	 * Id of the event.
	 */
	event_id: string;
	/**
	 * Type of the event; null once the event is past retention.
	 */
	type: string | null;
	/**
	 * The directory in whose log it is.
	 */
	directory_id: string;
	/**
	 * Its place in that log.
	 */
	sequence: number;
	/**
	 * How often it was tried.
	 */
	attempts: number;
	/**
	 * What the last try met.
	 */
	last_error: string | null;
	/**
	 * When it was set aside.
	 */
	died_at: string;
	/**
	 * Whether the event is still in the log, so that it can be redelivered.
	 */
	event_kept: boolean;
	/**
	 * The replay under way that is to send it again; null if there is none.
	 */
	replay_id: string | null;
}
/**
 * Which dead letters to send again; all of them without a body.
 */
export interface Redelivery {
	/**
	 * Only those of this directory.
	 */
	directory_id?: string;
}
/**
 * One page of a list.
 */
export interface SigningKeyList {
	/**
	 * The items of this page.
	 */
	data: SigningKey[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A key that signs Security Event Tokens (ES256); its private half is never shown.
 */
export interface SigningKey {
	/**
	 * The `kid`.
	 */
	id: string;
	/**
	 * `next`: published, and signs soon. `current`: signs. `previous`: verifies what it has signed.
	 */
	state: 'next' | 'current' | 'previous';
	/**
	 * The JWK as it is at /.well-known/jwks.json.
	 */
	public_key: {
		[k: string]: unknown;
	};
	/**
	 * When it was made.
	 */
	created_at: string;
}
/**
 * Nothing can be chosen yet; the body may be left out.
 */
export interface NewSigningKey {}
/**
 * A setup link to be made: for a new directory, or for one that there is.
 */
export interface NewSetupLink {
	/**
	 * The customer; left out for an existing directory, or where it is the API key's.
	 */
	tenant?: string;
	/**
	 * The product; left out for an existing directory, or where it is the API key's.
	 */
	product?: string;
	/**
	 * An existing directory, to which the link adds a token; a new one when left out.
	 */
	directory_id?: string;
	/**
	 * What a new directory is to be called; the provider's name when left out.
	 */
	name?: string;
	/**
	 * For how long the link is good; a week when left out.
	 */
	expires_in_seconds?: number;
}
/**
 * A link with which an IT admin sets up a connection, once.
 */
export interface SetupLink {
	/**
	 * Its id, `sl_…`.
	 */
	id: string;
	state: SetupLinkState;
	/**
	 * The customer.
	 */
	tenant: string;
	/**
	 * The product.
	 */
	product: string;
	/**
	 * The directory that it is for, or that was made with it; null until then.
	 */
	directory_id: string | null;
	/**
	 * What a new directory is to be called.
	 */
	name: string | null;
	/**
	 * When it was made.
	 */
	created_at: string;
	/**
	 * From when on it is not good any more.
	 */
	expires_at: string;
	/**
	 * When it was used; null if it was not.
	 */
	used_at: string | null;
	/**
	 * When it was revoked, after its use too: whoever has used it cannot go on then; null if it was not.
	 */
	revoked_at: string | null;
	/**
	 * What to send to the IT admin; shown once, when the link is made.
	 */
	url?: string;
}
/**
 * One page of a list.
 */
export interface SetupLinkList {
	/**
	 * The items of this page.
	 */
	data: SetupLink[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * How a setup link is to be replaced.
 */
export interface SetupLinkRegeneration {
	/**
	 * For how long the new link is good; as long as the old one when left out.
	 */
	expires_in_seconds?: number;
}
/**
 * One page of a list.
 */
export interface BrandingList {
	/**
	 * The items of this page.
	 */
	data: Branding[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * How the setup portal introduces itself to the customers of a product.
 */
export interface Branding {
	/**
	 * The product; `default` for all that have no branding of their own.
	 */
	product: string;
	/**
	 * What it is called; null for its name in the API.
	 */
	name: string | null;
	/**
	 * Where its logo is; null for none.
	 */
	logo_url: string | null;
	/**
	 * `#rrggbb`; null for the usual colour.
	 */
	accent_color: string | null;
	/**
	 * When it was last set.
	 */
	updated_at: string;
}
/**
 * How the setup portal is to look; what is left out is as usual.
 */
export interface NewBranding {
	/**
	 * What the product is called; null for its own name in the API.
	 */
	name?: string | null;
	/**
	 * An https URL of its logo, which browsers load from there; null for none.
	 */
	logo_url?: string | null;
	/**
	 * The colour of buttons, as `#rrggbb`; null for the usual one.
	 */
	accent_color?: string | null;
}
/**
 * An API key to be made. A key that is bound makes keys of its own binding only.
 */
export interface NewApiKey {
	/**
	 * What the key is for.
	 */
	name: string;
	/**
	 * What the key may do: each of `read`, `write` and `admin` includes those before it.
	 */
	scopes: ('read' | 'write' | 'admin')[];
	/**
	 * The only tenant that the key sees; all when left out.
	 */
	tenant?: string;
	/**
	 * The only product that the key sees; all when left out.
	 */
	product?: string;
	/**
	 * From when on the key is not good any more; never when left out.
	 */
	expires_at?: string;
}
/**
 * An API key. Its secret is kept as a hash only.
 */
export interface ApiKey {
	/**
	 * Its id, `ak_…`, by which the audit log names it.
	 */
	id: string;
	/**
	 * What the key is for.
	 */
	name: string;
	/**
	 * What the key may do.
	 */
	scopes: ('read' | 'write' | 'admin')[];
	/**
	 * The only tenant that it sees; null for all.
	 */
	tenant: string | null;
	/**
	 * The only product that it sees; null for all.
	 */
	product: string | null;
	/**
	 * Only a live key is good.
	 */
	state: 'live' | 'expired' | 'revoked';
	/**
	 * When it was made.
	 */
	created_at: string;
	/**
	 * From when on it is not good; null for never.
	 */
	expires_at: string | null;
	/**
	 * When it was last used, to within some minutes; null if it never was.
	 */
	last_used_at: string | null;
	/**
	 * `rck_…`; shown once, when the key is made.
	 */
	secret?: string;
}
/**
 * One page of a list.
 */
export interface ApiKeyList {
	/**
	 * The items of this page.
	 */
	data: ApiKey[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * One page of a list.
 */
export interface AuditEntryList {
	/**
	 * The items of this page.
	 */
	data: AuditEntry[];
	/**
	 * Give it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A change through this API, or a SCIM request.
 */
export interface AuditEntry {
	/**
	 * Id of the entry, `aud_…`; ids are in the order of time.
	 */
	id: string;
	/**
	 * When the request came.
	 */
	at: string;
	/**
	 * `management`: a change through this API. `scim`: a request of an identity provider.
	 */
	kind: 'management' | 'scim';
	/**
	 * Id of the API key or SCIM token; null where none was good.
	 */
	actor: string | null;
	/**
	 * What was done or asked for, such as `scim.users.create`.
	 */
	action: string;
	/**
	 * The directory that it was about.
	 */
	directory_id: string | null;
	/**
	 * Its tenant; without a directory that of the API key.
	 */
	tenant: string | null;
	/**
	 * Its product; without a directory that of the API key.
	 */
	product: string | null;
	/**
	 * Id of what was changed or asked for; null for a list, or where it is no id of ours.
	 */
	target: string | null;
	/**
	 * The HTTP method; empty where it was not recorded yet.
	 */
	method: string;
	/**
	 * Without what a client chose: no query, and `…` for what may be personal.
	 */
	path: string;
	/**
	 * The HTTP status; 0 where it was not recorded yet.
	 */
	status: number;
	/**
	 * How long the answer took, in milliseconds.
	 */
	duration_ms: number;
	/**
	 * The header `X-Request-Id` of the answer.
	 */
	request_id: string;
	/**
	 * The address that the request came from.
	 */
	ip: string | null;
}
/**
 * Several events in one webhook.
 */
export interface EventBatch {
	/**
	 * Tells a batch from an event.
	 */
	type: 'batch';
	/**
	 * That of the last event in it.
	 */
	timestamp: string;
	/**
	 * Events of one log in the order of their sequence, at most `max_batch`. Types that the endpoint does not subscribe to are left out.
	 *
	 * @minItems 1
	 */
	data: [Event, ...Event[]];
}
