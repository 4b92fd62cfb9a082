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
 * A deviation from RFC 7643 and RFC 7644 that is accepted. docs/providers explains each.
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
			 * Id of the user, created by Rollcall and never reused.
			 */
			id: string;
			/**
			 * The id that the identity provider assigned (`externalId`).
			 */
			external_id: string | null;
			/**
			 * The name that the user signs in with, unique in the directory.
			 */
			user_name: string;
			/**
			 * The primary address, otherwise the first one, otherwise `user_name` if that is an address.
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
			 * The display name: `displayName`, otherwise `name.formatted`.
			 */
			display_name: string | null;
			/**
			 * Whether the user may use the application: take access away when it is false.
			 */
			active: boolean;
			/**
			 * What the attribute mapping of the directory adds, by name: a JSON value, or null if the user has none. Empty without a mapping.
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
			 * Id of the group, created by Rollcall and never reused.
			 */
			id: string;
			/**
			 * The id that the identity provider assigned (`externalId`).
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
 * `failing`: there is an error. `silent`: no requests come. `attention`: there is a warning. `healthy`: none of these.
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
 * The type of the values (RFC 7643 §2.3).
 */
export type AttributeType =
	'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';
/**
 * Who can write it (RFC 7643 §7).
 */
export type AttributeMutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
/**
 * When it is returned (RFC 7643 §7).
 */
export type AttributeReturned = 'always' | 'never' | 'default' | 'request';
/**
 * `delivered`: accepted. `retry`: will be tried again. `dead`: the last attempt failed. `disabled`: the endpoint was disabled because of it.
 */
export type AttemptOutcome = 'delivered' | 'retry' | 'dead' | 'disabled';
/**
 * Whether it still records requests; a full recording has ended, too.
 */
export type RecordingState = 'recording' | 'ended';
/**
 * Only a live link works. A used link stays `used` when it is revoked.
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
	 * Read a provider, with its setup steps.
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
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
			 * Only those whose name begins with this text; A to Z match in either case. Every directory that the key sees is compared: no index serves this.
			 */
			search?: string;
			/**
			 * Only those of this tenant.
			 */
			tenant?: string;
			/**
			 * Only those of this product.
			 */
			product?: string;
			type?: ProviderType;
			/**
			 * Only those in this state.
			 */
			state?: 'active' | 'inactive';
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
	 * Read the counts and the last requests of a directory.
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
	 * Create a SCIM token.
	 */
	createToken: {
		body: NewToken;
		answer: Token;
	};
	/**
	 * Create a SCIM token that replaces all others.
	 */
	rotateToken: {
		body?: TokenRotation;
		answer: Token;
	};
	/**
	 * Revoke a SCIM token immediately.
	 */
	revokeToken: {};
	/**
	 * List the users of a directory.
	 */
	listUsers: {
		query: {
			/**
			 * A search text: the beginning of `user_name`, of `displayName` or of an address in `raw.emails`, ignoring case, or a whole `id` or `external_id`. `jane smith` finds the display name “Jane Smith”; words inside a name, and family names alone, are not searched. It can only be combined with `active` and `group`.
			 */
			search?: string;
			/**
			 * One of the addresses in `raw.emails`, or `user_name` if there are none, ignoring case.
			 */
			email?: string;
			/**
			 * Case is ignored.
			 */
			user_name?: string;
			/**
			 * The id that the identity provider assigned; case matters.
			 */
			external_id?: string;
			/**
			 * Only active, or only inactive users.
			 */
			active?: boolean;
			/**
			 * Id of a group: only its direct members.
			 */
			group?: string;
			/**
			 * Only what has changed after this time, RFC 3339. The list is then ordered by `updated_at`: use that of the last item to ask for later changes.
			 */
			updated_after?: string;
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
			 */
			cursor?: string;
		};
		answer: GroupList;
	};
	/**
	 * List the events of a user.
	 */
	listUserEvents: {
		query: {
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
			 * A search text: the beginning of `name`, ignoring case, or a whole `id` or `external_id`. It cannot be combined with other filters.
			 */
			search?: string;
			/**
			 * Case is ignored.
			 */
			name?: string;
			/**
			 * The id that the identity provider assigned; case matters.
			 */
			external_id?: string;
			/**
			 * Only what has changed after this time, RFC 3339. The list is then ordered by `updated_at`: use that of the last item to ask for later changes.
			 */
			updated_after?: string;
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
			 */
			cursor?: string;
		};
		answer: MemberList;
	};
	/**
	 * List the events of a group.
	 */
	listGroupEvents: {
		query: {
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
			 * An `id` or an `external_id`; or the beginning of a user name, an e-mail address, a display name, a first name or a last name, or of first and last name together, ignoring case.
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
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
			 */
			cursor?: string;
		};
		answer: PeoplePage;
	};
	/**
	 * Read the timeline of a user.
	 */
	getTimeline: {
		query: {
			/**
			 * Also return the state of the user at this time, RFC 3339.
			 */
			at?: string;
			/**
			 * Maximum number of events, and of requests about the user, per page. Requests about groups that caused one of the events are added to them.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
	 * List directories with their health.
	 */
	listDirectoryHealth: {
		query: {
			/**
			 * Only those whose name begins with this text; A to Z match in either case. Every directory that the key sees is compared: no index serves this.
			 */
			search?: string;
			/**
			 * Only those of this tenant.
			 */
			tenant?: string;
			/**
			 * Only those of this product.
			 */
			product?: string;
			type?: ProviderType;
			/**
			 * Only those in this state.
			 */
			state?: 'active' | 'inactive';
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
			 */
			cursor?: string;
			/**
			 * `held`: those whose deprovisioning brake is engaged.
			 */
			deliveries?: 'flowing' | 'held';
			/**
			 * The order. `oldest`: by creation. `worst`: directories with held deliveries, then `failing`, `attention`, `silent` and `healthy`, among the first 1,000 that match. `worst` answers one page; its `next_cursor` is null.
			 */
			order?: 'oldest' | 'worst';
		};
		answer: DirectoryHealthPage;
	};
	/**
	 * Count events and deliveries per hour.
	 */
	getActivity: {
		query: {
			/**
			 * How many hours, including the current one.
			 */
			hours?: number;
			/**
			 * Only directories of this tenant.
			 */
			tenant?: string;
			/**
			 * Only directories of this product.
			 */
			product?: string;
		};
		answer: Activity;
	};
	/**
	 * Import users and groups from another system.
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
	 * Change what is synced, and how often.
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
	 * Disconnect Google Workspace.
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
	 * Restore the default mapping.
	 */
	deleteAttributeMapping: {
		answer: AttributeMapping;
	};
	/**
	 * Preview a mapping with stored users.
	 */
	previewAttributeMapping: {
		query: {
			/**
			 * Maximum number of users per page. A page can have fewer without being the last.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
	 * Remove a declared schema and keep its attributes.
	 */
	deleteSchema: {};
	/**
	 * Read or follow the event log.
	 */
	listEvents: {
		query: {
			/**
			 * Only events after this sequence; from the oldest kept event when left out.
			 */
			after?: number;
			/**
			 * The same position, from `next_cursor`.
			 */
			cursor?: number;
			/**
			 * Instead of `after`: from the first event at this time or later.
			 */
			since?: string;
			/**
			 * `newest`: backwards, from the end of the log or from `before`.
			 */
			order?: 'oldest' | 'newest';
			/**
			 * Only events before this sequence; requires `order=newest`.
			 */
			before?: number;
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * Exact event types or groups of them (`user.*`), separated by commas; each must be a type of this log.
			 */
			types?: string[];
			/**
			 * How many seconds to wait for events if there are none yet.
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
	 * List the delivery attempts of an event.
	 */
	listEventAttempts: {
		query: {
			/**
			 * An HTTP status (`503`), a class of them (`5xx`), or `none` if there was no response.
			 */
			status?: string;
			outcome?: AttemptOutcome;
			/**
			 * Attempts that started at this time or later.
			 */
			since?: string;
			/**
			 * Attempts that started before this time.
			 */
			until?: string;
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
	 * Deliver the events that the brake holds.
	 */
	resumeDeliveries: {
		answer: BrakeDecision;
	};
	/**
	 * Discard the events that the brake holds.
	 */
	discardDeliveries: {
		answer: BrakeDecision;
	};
	/**
	 * Start recording the requests to a directory.
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
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
			 */
			cursor?: string;
		};
		answer: RecordingList;
	};
	/**
	 * Read the progress of a recording.
	 */
	getRecording: {
		answer: Recording;
	};
	/**
	 * Stop a recording.
	 */
	stopRecording: {
		answer: Recording;
	};
	/**
	 * Delete a recording and its requests.
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
			 * Only endpoints that are limited to this directory.
			 */
			directory_id?: string;
			/**
			 * Only endpoints that are limited to this tenant.
			 */
			tenant?: string;
			/**
			 * Only endpoints that are limited to this product.
			 */
			product?: string;
			/**
			 * Only those in this state.
			 */
			state?: 'enabled' | 'disabled';
			/**
			 * Only endpoints that are disabled or whose deliveries fail (`failing_since`, `failing_directories`), or only the others.
			 */
			failing?: boolean;
			/**
			 * Only endpoints with dead letters, or only the others.
			 */
			dead_letters?: boolean;
			/**
			 * Only endpoints whose scope covers this directory; `failing_directories` is then limited to it.
			 */
			covers?: string;
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
	 * Rotate the secret of an endpoint.
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
	 * List the delivery attempts of an endpoint.
	 */
	listAttempts: {
		query: {
			/**
			 * An HTTP status (`503`), a class of them (`5xx`), or `none` if there was no response.
			 */
			status?: string;
			outcome?: AttemptOutcome;
			/**
			 * Attempts that started at this time or later.
			 */
			since?: string;
			/**
			 * Attempts that started before this time.
			 */
			until?: string;
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
			 */
			cursor?: string;
			/**
			 * Delivery attempts for events of this directory.
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
	 * Read a delivery attempt with its request.
	 */
	getAttempt: {
		answer: AttemptInFull;
	};
	/**
	 * List the cursors of an endpoint.
	 */
	listCursors: {
		query: {
			/**
			 * Only cursors that are behind, or only those that are not.
			 */
			behind?: boolean;
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
			 */
			cursor?: string;
		};
		answer: DeliveryCursorList;
	};
	/**
	 * Send a part of the event log to an endpoint again.
	 */
	createReplay: {
		body: NewReplay;
		answer: Replay;
	};
	/**
	 * List the replays of an endpoint.
	 */
	listReplays: {
		query: {
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
			 */
			cursor?: string;
		};
		answer: ReplayList;
	};
	/**
	 * Read the progress of a replay.
	 */
	getReplay: {
		query: {
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
	 * List the dead letters of an endpoint.
	 */
	listDeadLetters: {
		query: {
			/**
			 * Those of this directory.
			 */
			directory_id?: string;
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
			 */
			cursor?: string;
		};
		answer: DeadLetterList;
	};
	/**
	 * Redeliver all dead letters.
	 */
	redeliverAll: {
		body?: Redelivery;
		answer: Replay;
	};
	/**
	 * Redeliver one dead letter.
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
	 * Create the next signing key.
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
	 * Create a setup link.
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
			 * Only links for this tenant.
			 */
			tenant?: string;
			/**
			 * Only links for this product.
			 */
			product?: string;
			/**
			 * Only links for this directory, or that created it.
			 */
			directory_id?: string;
			state?: SetupLinkState;
			/**
			 * The order, by creation.
			 */
			order?: 'oldest' | 'newest';
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
	 * Regenerate a setup link.
	 */
	regenerateSetupLink: {
		body?: SetupLinkRegeneration;
		answer: SetupLink;
	};
	/**
	 * Revoke a setup link immediately.
	 */
	revokeSetupLink: {
		query: {
			/**
			 * What happens to the SCIM tokens that were created with the link: they stay valid, or they are revoked with it.
			 */
			tokens?: 'keep' | 'revoke';
		};
	};
	/**
	 * List brandings.
	 */
	listBranding: {
		query: {
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
	 * Create an API key.
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
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
	 * Revoke an API key immediately.
	 */
	revokeApiKey: {};
	/**
	 * List the audit log, newest first.
	 */
	listAuditEntries: {
		query: {
			/**
			 * `management`: a change through this API. `scim`: a request from an identity provider.
			 */
			kind?: 'management' | 'scim';
			/**
			 * Entries about this directory, even if it was deleted.
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
			 * Entries of this API key or SCIM token.
			 */
			actor?: string;
			/**
			 * An action, or all actions with the same beginning: `scim.users.*`.
			 */
			action?: string;
			/**
			 * An HTTP status (`409`), or a class of them (`4xx`).
			 */
			status?: string;
			/**
			 * Requests at this time or later.
			 */
			since?: string;
			/**
			 * Requests before this time.
			 */
			until?: string;
			/**
			 * Maximum number of items per page.
			 */
			limit?: number;
			/**
			 * The `next_cursor` of the previous page; only valid with the same filters.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * An identity provider that a directory can be connected to.
 */
export interface Provider {
	type: ProviderType;
	/**
	 * Its name.
	 */
	name: string;
	/**
	 * `bearer`: it authenticates with a token of the directory. `oauth`: Rollcall authenticates to it and reads its users.
	 */
	authentication: 'bearer' | 'oauth';
	/**
	 * Null if its fields are not known, or if there is nothing to enter.
	 */
	form: ProviderForm | null;
	url: ProviderUrl;
	groups: ProviderGroups;
	deprovisioning: ProviderDeprovisioning;
	rates: ProviderRates;
	/**
	 * Deviations that are accepted because it is known to need them.
	 */
	leniencies: LeniencyName[];
}
/**
 * The names of the two fields to fill in at the provider.
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
 * What a provider needs as the URL of the SCIM service.
 */
export interface ProviderUrl {
	/**
	 * What to paste, with `{endpoint}` for the `scim.endpoint`; null if it needs no URL.
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
	 * What to do to send groups, and how they are sent.
	 */
	how: string;
}
/**
 * What a provider sends when a user loses access.
 */
export interface ProviderDeprovisioning {
	/**
	 * What it can send; its settings decide.
	 */
	styles: ('deactivate' | 'delete')[];
	/**
	 * The request that deactivates a user; null if it is not known, or there is none.
	 */
	deactivation: ('PATCH' | 'PUT' | 'PATCH or PUT') | null;
	/**
	 * The setting that decides.
	 */
	how: string;
}
/**
 * How often and how fast a provider sends.
 */
export interface ProviderRates {
	/**
	 * Seconds from one sync to the next; 0 if changes are sent immediately, null if that is not known.
	 */
	interval_seconds: number | null;
	/**
	 * What it expects a service to handle; null if not documented.
	 */
	requests_per_second: number | null;
	/**
	 * How many resources it requests per page; null if not documented.
	 */
	page_size: number | null;
	/**
	 * Other notes.
	 */
	notes: string;
}
/**
 * An identity provider, with its setup steps and troubleshooting. Its texts are Markdown with only `code` and **bold**.
 */
export interface ProviderInFull {
	type: ProviderType;
	/**
	 * Its name.
	 */
	name: string;
	/**
	 * `bearer`: it authenticates with a token of the directory. `oauth`: Rollcall authenticates to it and reads its users.
	 */
	authentication: 'bearer' | 'oauth';
	/**
	 * Null if its fields are not known, or if there is nothing to enter.
	 */
	form: ProviderForm | null;
	url: ProviderUrl;
	groups: ProviderGroups;
	deprovisioning: ProviderDeprovisioning;
	rates: ProviderRates;
	/**
	 * Deviations that are accepted because it is known to need them.
	 */
	leniencies: LeniencyName[];
	/**
	 * How to connect it, step by step; one list per product if they differ.
	 */
	setup: {
		/**
		 * The product that these steps are for.
		 */
		product: string;
		/**
		 * Null if its fields are not known, or if there is nothing to enter.
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
	 * The attributes to check before the first user is sent.
	 */
	mappings: {
		/**
		 * The SCIM attribute.
		 */
		attribute: string;
		/**
		 * What it should be mapped from, and where to set that.
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
		 * What to do, in the words of the admin console.
		 */
		remedy: string;
	}[];
	/**
	 * How it sends the token.
	 */
	authorization: {
		/**
		 * What it sends in the header `Authorization`; null if it sends nothing.
		 */
		header: string | null;
		/**
		 * Alternatives that it supports.
		 */
		alternatives: string[];
	};
	/**
	 * Its known `User-Agent` values.
	 */
	user_agents: {
		/**
		 * A regular expression; null if it sends no `User-Agent`.
		 */
		pattern: string | null;
		/**
		 * The source.
		 */
		source: string;
	}[];
	/**
	 * The sources of this information: URLs, or `owner/repository path`.
	 */
	sources: string[];
}
/**
 * One step to connect a provider.
 */
export interface ProviderSetupStep {
	/**
	 * What to do, in the words of the admin console.
	 */
	text: string;
	/**
	 * What to enter there, with the placeholders `{endpoint}`, `{secret}`, `{origin}` and `{directory}`; null if there is nothing to enter.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A customer of the application. It exists as long as it has a directory.
 */
export interface Tenant {
	/**
	 * Its name in its directories.
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
	 * Its name in its directories.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * One identity provider's connection, with its own users, groups and events.
 */
export interface Directory {
	/**
	 * Id of the directory: `dir_…`, or the id that it was imported with.
	 */
	id: string;
	/**
	 * Its display name.
	 */
	name: string;
	/**
	 * The customer organisation that it belongs to, in your own words.
	 */
	tenant: string;
	/**
	 * The product that it belongs to, in your own words.
	 */
	product: string;
	type: ProviderType;
	/**
	 * An inactive directory refuses all requests of its identity provider.
	 */
	state: 'active' | 'inactive';
	/**
	 * What the identity provider needs.
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
	 * When it was last renamed, activated or deactivated.
	 */
	updated_at: string;
}
/**
 * How many users may be deactivated or deleted within the window before the brake engages.
 */
export interface BrakeLimits {
	/**
	 * The number of users who may lose access; null for any number.
	 */
	users: number | null;
	/**
	 * The share of active users, including those who lost access; applies from 5 users on.
	 */
	percent: number | null;
	/**
	 * The length of the window, in seconds.
	 */
	window_seconds: number;
}
/**
 * A directory to create.
 */
export interface NewDirectory {
	/**
	 * Its display name.
	 */
	name: string;
	/**
	 * The customer organisation that it belongs to, in your own words.
	 */
	tenant: string;
	/**
	 * The product that it belongs to, in your own words.
	 */
	product: string;
	type: ProviderType;
	/**
	 * Only to import a directory: its existing id, which is part of its SCIM URL.
	 */
	id?: string;
	/**
	 * Only to import a directory: the bearer token that its provider uses.
	 */
	scim_secret?: string;
}
/**
 * The counts and the last requests of a directory.
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
	 * When it occurred; null if it is no longer kept.
	 */
	last_event_at: string | null;
	/**
	 * The last recorded SCIM request, at least a second ago.
	 */
	last_request: ScimRequest | null;
	/**
	 * The last of them that was answered with a status of 400 or more.
	 */
	last_error: ScimRequest | null;
}
/**
 * A request of the identity provider.
 */
export interface ScimRequest {
	/**
	 * When it was received.
	 */
	at: string;
	/**
	 * The HTTP method.
	 */
	method: string;
	/**
	 * The path without values chosen by clients, as in the audit log.
	 */
	path: string;
	/**
	 * The HTTP status of the response.
	 */
	status: number;
	/**
	 * The SCIM token; null if there was no valid one.
	 */
	token_id: string | null;
	/**
	 * The header `X-Request-Id` of the response.
	 */
	request_id: string;
}
/**
 * What to change; fields that are left out stay as they are.
 */
export interface DirectoryPatch {
	/**
	 * Its display name.
	 */
	name?: string;
	/**
	 * An inactive directory refuses all requests of its identity provider.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
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
	 * What it is for.
	 */
	description: string | null;
	/**
	 * Only a live token is accepted.
	 */
	state: 'live' | 'expired' | 'revoked';
	/**
	 * When it was created.
	 */
	created_at: string;
	/**
	 * When it expires; null for never.
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
	 * Shown only once, when the token is created.
	 */
	secret?: string;
}
/**
 * A SCIM token to create.
 */
export interface NewToken {
	/**
	 * What it is for.
	 */
	description?: string;
	/**
	 * When it expires; never when left out.
	 */
	expires_at?: string;
}
/**
 * The SCIM token to create, and when the previous ones expire.
 */
export interface TokenRotation {
	/**
	 * What it is for.
	 */
	description?: string;
	/**
	 * When it expires; never when left out.
	 */
	expires_at?: string;
	/**
	 * How much longer the previous tokens stay valid; 0 revokes them immediately.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A user, in the same form for every identity provider. The attribute mapping of its directory can fill `email`, the names and `custom_attributes` from other attributes.
 */
export interface UserProfile {
	/**
	 * Id of the user, created by Rollcall and never reused.
	 */
	id: string;
	/**
	 * The id that the identity provider assigned (`externalId`).
	 */
	external_id: string | null;
	/**
	 * The name that the user signs in with, unique in the directory.
	 */
	user_name: string;
	/**
	 * The primary address, otherwise the first one, otherwise `user_name` if that is an address.
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
	 * The display name: `displayName`, otherwise `name.formatted`.
	 */
	display_name: string | null;
	/**
	 * Whether the user may use the application: take access away when it is false.
	 */
	active: boolean;
	/**
	 * What the attribute mapping of the directory adds, by name: a JSON value, or null if the user has none. Empty without a mapping.
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
 * The resource as SCIM shows it (RFC 7643), with every attribute and extension that the identity provider sent. Without members and groups, which have their own events, without `meta.location`, and without passwords and other attributes that are never returned.
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
	 * What Rollcall knows about it.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A group with its SCIM resource.
 */
export interface Group {
	/**
	 * Id of the group, created by Rollcall and never reused.
	 */
	id: string;
	/**
	 * The id that the identity provider assigned (`externalId`).
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
	 * Pass it as `cursor` to get the next page; null on the last one.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
 * Attributes of a user changed. One of them is `active`, which identity providers use to remove and restore access.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
	 * The data of the event.
	 */
	data: User & {
		/**
		 * What changed, ordered by path. Empty if only attributes changed that are never returned. After a new attribute mapping, the changed fields of the profile; the SCIM resource is unchanged.
		 */
		changes: AttributeChange[];
	};
}
/**
 * One attribute that differs.
 */
export interface AttributeChange {
	/**
	 * Path of a SCIM attribute: `title`, `name.familyName`, `urn:…:User:department`. A list, such as `emails`, is given as a whole. If a new attribute mapping caused the change, the field of the profile: `email`, `custom_attributes.cost_center`.
	 */
	path: string;
	/**
	 * The value before, as JSON; null if there was none.
	 */
	from: {
		[k: string]: unknown;
	};
	/**
	 * The value now, as JSON; null if it was removed.
	 */
	to: {
		[k: string]: unknown;
	};
}
/**
 * A user was deleted. `data` is the last state of the user; its memberships ended in the events before.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
 * A group was created. Its members follow, with one event each.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
 * Attributes of a group changed, or a nested group was added or removed. Members who are users have their own events.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
	 * The data of the event.
	 */
	data: Group & {
		/**
		 * What changed, ordered by path. Members who are users have their own events. A nested group that is added or removed is the only change of its event: the path is `members`, and the member (`value`, `type`, `display`) is `to` when it is added and `from` when it is removed.
		 */
		changes: AttributeChange[];
	};
}
/**
 * A group was deleted. `data` is the last state of the group; its memberships ended in the events before.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
	 * The data of the event.
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
 * A user is no longer a member of a group: the user was removed, or one of the two is being deleted.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
	 * The data of the event.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
	 * Its display name.
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
	 * An inactive directory refuses all requests of its identity provider.
	 */
	state: 'active' | 'inactive';
}
/**
 * A directory was activated again: requests of its identity provider are accepted.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
 * A directory was deactivated: requests of its identity provider are refused, and nothing in it changes.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
 * A directory was deleted with everything in it: the last event of its log. It stands for all of its users and groups, which have no separate events.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
	 */
	timestamp: string;
	/**
	 * Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.
	 */
	sequence: number;
	/**
	 * The directory that the log belongs to.
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
 * A webhook endpoint was disabled. Nothing is sent to it until it is enabled again; then it continues where it stopped.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
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
	 * Empty: the operations log has no tenant.
	 */
	tenant: '';
	/**
	 * Empty: the operations log has no product.
	 */
	product: '';
	/**
	 * The data of the event.
	 */
	data: {
		/**
		 * Id of the endpoint, `ep_…`. Its URL is not included: for many receivers it is a secret.
		 */
		id: string;
		/**
		 * Its display name.
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
		 * The first failed attempt; all attempts since then failed as well.
		 */
		failing_since: string | null;
	};
}
/**
 * More users of a directory lost access than its brake allows. Its events are recorded and held until an operator decides.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
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
	 * Empty: the operations log has no tenant.
	 */
	tenant: '';
	/**
	 * Empty: the operations log has no product.
	 */
	product: '';
	/**
	 * The data of the event.
	 */
	data: {
		/**
		 * Id of the directory, `dir_…`.
		 */
		id: string;
		/**
		 * Its display name.
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
			 * The number of users who may lose access; null for any number.
			 */
			users: number | null;
			/**
			 * The share of active users who may lose access, in percent; null for any share.
			 */
			percent: number | null;
			/**
			 * The length of the window, in seconds.
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
		 * Users who remain in the directory, active or not.
		 */
		user_count: number;
		/**
		 * The last event before the held ones: read the log from there.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
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
	 * Empty: the operations log has no tenant.
	 */
	tenant: '';
	/**
	 * Empty: the operations log has no product.
	 */
	product: '';
	/**
	 * The data of the event.
	 */
	data: {
		/**
		 * Id of the directory, `dir_…`.
		 */
		id: string;
		/**
		 * Its display name.
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
		 * Whether the held events are delivered now, or only by a replay.
		 */
		decision: 'resumed' | 'discarded';
		/**
		 * How many events were held.
		 */
		events: number;
		/**
		 * The last event before the held ones.
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
 * Somebody sent a test to the endpoint. Only that endpoint receives it.
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
	 * When it was committed, in UTC; never earlier than an earlier event of the same log.
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
	 * Empty: the operations log has no tenant.
	 */
	tenant: '';
	/**
	 * Empty: the operations log has no product.
	 */
	product: '';
	/**
	 * The data of the event.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * The users found, directory by directory.
 */
export interface PeoplePage {
	/**
	 * The items of this page.
	 */
	data: Person[];
	/**
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
	/**
	 * Directories that may have more results; absent if this is all. Use a longer query to find them.
	 */
	left_out?: LeftOut[];
}
/**
 * A current or deleted user of one directory.
 */
export interface Person {
	directory: DirectoryName;
	user: PersonSummary;
	/**
	 * `deleted`: the user no longer exists in the directory.
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
	 * Id of the directory: `dir_…`, or the id that it was imported with.
	 */
	id: string;
	/**
	 * Its display name.
	 */
	name: string;
	/**
	 * The customer organisation that it belongs to, in your own words.
	 */
	tenant: string;
	/**
	 * The product that it belongs to, in your own words.
	 */
	product: string;
	type: ProviderType;
}
/**
 * A user, named.
 */
export interface PersonSummary {
	/**
	 * Id of the user, created by Rollcall and never reused.
	 */
	id: string;
	/**
	 * The name that the user signs in with, unique in the directory.
	 */
	user_name: string;
	/**
	 * The primary address, otherwise the first one, otherwise `user_name` if that is an address.
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
	 * The display name: `displayName`, otherwise `name.formatted`.
	 */
	display_name: string | null;
	/**
	 * The id that the identity provider assigned (`externalId`).
	 */
	external_id: string | null;
	/**
	 * Whether the user may use the application: take access away when it is false.
	 */
	active: boolean;
}
/**
 * What a search for people did not cover in a directory.
 */
export interface LeftOut {
	/**
	 * Id of the directory: `dir_…`, or the id that it was imported with.
	 */
	directory_id: string;
	/**
	 * `users`: more users match than are listed. `deletions`: older deletions were not searched.
	 */
	what: 'users' | 'deletions';
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
	 * The last known name of the user.
	 */
	name: string;
	now: UserState;
	/**
	 * The state of the user at `at`; null without it.
	 */
	as_of: UserState | null;
	/**
	 * The conclusion, the most important finding first; null on all pages but the first.
	 */
	conclusion: AccessFinding[] | null;
	/**
	 * Users of the same tenant, in this directory or another, who have the user name, an e-mail address or the external id of this one, 50 at most, including recently deleted ones. Null on all pages but the first.
	 */
	other_accounts: Person[] | null;
	/**
	 * What happened, newest first.
	 */
	data: TimelineEntry[];
	/**
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A user at a point in time.
 */
export interface UserState {
	/**
	 * The profile; null if the user does not exist, or if it is not known.
	 */
	user: UserProfile | null;
	/**
	 * The groups that the user is, or was, a direct member of, 500 at most.
	 */
	groups: GroupSummary[];
	/**
	 * False if the log is past its retention, or if there are more groups.
	 */
	is_complete: boolean;
}
/**
 * Why a user has access, or no longer has it.
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
	 * `error`: something prevents the change. `warning`: a likely reason. `good`: as it should be.
	 */
	severity: 'good' | 'hint' | 'warning' | 'error';
	/**
	 * The finding in words; times in it are RFC 3339.
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
	 * When it was received.
	 */
	at: string;
	/**
	 * The action, such as `scim.users.patch`.
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
	 * The path without values chosen by clients, as in the audit log.
	 */
	path: string;
	/**
	 * The HTTP status of the response.
	 */
	status: number;
	/**
	 * How long the response took, in milliseconds.
	 */
	duration_ms: number;
	/**
	 * The SCIM token; null if there was no valid one.
	 */
	token_id: string | null;
	/**
	 * The header `X-Request-Id` of the response.
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
	 * Its sequence in the log of the directory.
	 */
	sequence: number;
	/**
	 * Whether the user was active from then on.
	 */
	active: boolean;
	/**
	 * The group that the user joined or left.
	 */
	group: GroupSummary | null;
	/**
	 * What changed, for `user.updated`; otherwise empty.
	 */
	changes: AttributeChange[];
	/**
	 * The cause; null if it is not known: an import, or a request that is no longer kept.
	 */
	source: ('scim' | 'google' | 'attribute_mapping') | null;
	/**
	 * The SCIM request that caused it.
	 */
	request_id: string | null;
	/**
	 * The delivery to each endpoint that covers the directory, 100 at most.
	 */
	deliveries: EventDelivery[];
}
/**
 * The delivery of an event to one endpoint.
 */
export interface EventDelivery {
	/**
	 * The endpoint.
	 */
	endpoint_id: string;
	/**
	 * Its name: the description, otherwise the host; for a poll endpoint, the id.
	 */
	endpoint: string;
	/**
	 * `delivered`: accepted. `settled`: done, but the result is no longer kept. `waiting`: not sent to the endpoint yet. `unfetched`: the application has not fetched it from the poll endpoint yet. `held`: by the brake. `dead_letter`: not accepted, and no longer tried. `discarded`: by an operator, while the brake held it. `not_subscribed`: the endpoint does not receive this type. `endpoint_disabled`: it waits until the endpoint is enabled. `before_endpoint`: the event is older than the endpoint.
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
	 * When it was accepted, became a dead letter or was discarded; null if that is not known.
	 */
	at: string | null;
	/**
	 * The HTTP status of the last attempt.
	 */
	http_status: number | null;
	/**
	 * Failed attempts, as far as they are kept; also 0 for an event that waits behind one that is not accepted.
	 */
	attempts: number;
	/**
	 * When the next attempt is.
	 */
	next_try_at: string | null;
	/**
	 * Why it is not delivered.
	 */
	error: string | null;
}
/**
 * The health of the connection of a directory, based on its traffic of the last two weeks.
 */
export interface DirectoryDiagnosis {
	state: ConnectionHealth;
	/**
	 * The configured provider, and the recognised one.
	 */
	provider: {
		configured: ProviderType;
		/**
		 * The provider that really sends the requests; null if they do not show it.
		 */
		recognised: ProviderType | null;
		/**
		 * `high`: it names itself, or shows something unique to it.
		 */
		confidence: 'high' | 'low' | 'none';
		/**
		 * What it was recognised by, in Markdown.
		 */
		because: string[];
	};
	/**
	 * The last request, whatever its result.
	 */
	last_request_at: string | null;
	/**
	 * The last request with a valid token.
	 */
	last_accepted_at: string | null;
	/**
	 * The last days with requests, newest first.
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
	 * The most severe first.
	 */
	findings: Finding[];
}
/**
 * A current problem of the connection. It disappears once it is fixed.
 */
export interface Finding {
	name: FindingName;
	/**
	 * `error`: little or nothing works. `warning`: something is lost, or soon will be. `hint`: worth knowing.
	 */
	severity: 'error' | 'warning' | 'hint';
	/**
	 * The finding in a few words, in Markdown.
	 */
	title: string;
	/**
	 * What was seen, in Markdown.
	 */
	detail: string;
	/**
	 * How many requests of the last days show it; 0 if none does.
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
	 * The last of them; null if no request shows it.
	 */
	evidence: Evidence | null;
	/**
	 * What to do, in the words of the provider's admin console, in Markdown.
	 */
	remedy: string;
}
/**
 * A request with its response. What may be personal is masked (letters are `x`, digits are `0`), and secrets are left out.
 */
export interface Evidence {
	/**
	 * When the request was received.
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
		 * The headers that identify providers, by lower-case name.
		 */
		headers: {
			[k: string]: string;
		};
		/**
		 * The beginning of the body; null if there was none, or if it does not matter here.
		 */
		body: string | null;
	};
	/**
	 * The response.
	 */
	answer: {
		/**
		 * The HTTP status.
		 */
		status: number;
		/**
		 * Null if the request succeeded.
		 */
		body: string | null;
	};
}
/**
 * One page of a list, with the number of directories of each health.
 */
export interface DirectoryHealthPage {
	/**
	 * The items of this page.
	 */
	data: DirectoryHealth[];
	/**
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
	/**
	 * How many of the directories that match have each health; null with `order=oldest`.
	 */
	counts: {
		/**
		 * With an error.
		 */
		failing: number;
		/**
		 * With a warning.
		 */
		attention: number;
		/**
		 * Without any requests.
		 */
		silent: number;
		/**
		 * With none of these.
		 */
		healthy: number;
		/**
		 * Directories that may have a problem and were not diagnosed: there are too many.
		 */
		unchecked: number;
		/**
		 * False if 1,000 directories were counted: there may be more.
		 */
		complete: boolean;
	} | null;
}
/**
 * The health of a directory at a glance. Its diagnosis and its brake have more details.
 */
export interface DirectoryHealth {
	/**
	 * Id of the directory.
	 */
	id: string;
	/**
	 * Its display name.
	 */
	name: string;
	/**
	 * The customer organisation that it belongs to, in your own words.
	 */
	tenant: string;
	/**
	 * The product that it belongs to, in your own words.
	 */
	product: string;
	type: ProviderType;
	/**
	 * An inactive directory refuses all requests of its identity provider.
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
		 * Little or nothing works.
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
		 * `error`: little or nothing works. `warning`: something is lost, or soon will be. `hint`: worth knowing.
		 */
		severity: 'error' | 'warning' | 'hint';
		/**
		 * The finding in a few words, in Markdown.
		 */
		title: string;
	} | null;
	/**
	 * The last request, whatever its result.
	 */
	last_request_at: string | null;
	/**
	 * The last request with a valid token.
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
 * Events and deliveries per hour.
 */
export interface Activity {
	/**
	 * The tenant; null for all.
	 */
	tenant: string | null;
	/**
	 * The product; null for all.
	 */
	product: string | null;
	/**
	 * The counts are complete from this hour on; earlier hours may have had more. It is the first hour unless there was too much to count.
	 */
	complete_from: string;
	/**
	 * Every hour, oldest first.
	 */
	hours: ActivityHour[];
}
/**
 * The activity of one hour.
 */
export interface ActivityHour {
	/**
	 * When the hour began, in UTC.
	 */
	start: string;
	/**
	 * Events in the logs of directories.
	 */
	events: number;
	/**
	 * Delivery attempts that were accepted.
	 */
	delivered: number;
	/**
	 * Delivery attempts that were not accepted.
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
	 * Members of groups that already exist, or are part of the same request.
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
 * The result of an import. Sending the same again changes nothing.
 */
export interface ImportResult {
	users: ImportCounts;
	groups: ImportCounts;
	/**
	 * The result for the memberships.
	 */
	memberships: {
		/**
		 * Exist now, from this request or from before.
		 */
		done: number;
	};
	/**
	 * What was refused, and why; everything else is done.
	 */
	failures: {
		/**
		 * The kind of item.
		 */
		kind: 'user' | 'group' | 'membership';
		/**
		 * Id of the user or the group.
		 */
		id: string;
		/**
		 * For a membership; null otherwise.
		 */
		group_id: string | null;
		/**
		 * The status that SCIM would have returned.
		 */
		status: number;
		/**
		 * Why, in words.
		 */
		detail: string;
	}[];
}
/**
 * How many of them exist now.
 */
export interface ImportCounts {
	/**
	 * Created by this request.
	 */
	created: number;
	/**
	 * Already existed and were left as they are.
	 */
	existing: number;
}
/**
 * The connection of a directory of type `google` to Google Workspace.
 */
export interface GoogleConnection {
	/**
	 * `revoked`: Google no longer accepts the administrator's consent, so somebody must give consent again.
	 */
	state: 'disconnected' | 'connected' | 'revoked';
	/**
	 * The administrator who gave consent; null if nobody has.
	 */
	account: string | null;
	/**
	 * When consent was last given; null while disconnected.
	 */
	connected_at: string | null;
	settings: GoogleSettings;
	/**
	 * The running sync, if there is one.
	 */
	run: GoogleRun | null;
	/**
	 * The last sync that ended.
	 */
	last_run: GoogleRunReport | null;
	/**
	 * When the next sync starts, or the running one continues; null for never.
	 */
	next_run_at: string | null;
	/**
	 * Failures in a row; each one delays the next attempt further.
	 */
	failures: number;
	/**
	 * The last error; null after a success.
	 */
	last_error: string | null;
}
/**
 * What is synced from Google Workspace, and how often.
 */
export interface GoogleSettings {
	/**
	 * Minutes from the start of one sync to the start of the next.
	 */
	interval_minutes: number;
	/**
	 * Only those users that match this search of Google's Directory API; null for all. Those that no longer match are removed.
	 */
	users_query: string | null;
	/**
	 * Whether groups and their members are synced.
	 */
	groups: boolean;
	/**
	 * Only those groups that match this search of Google's Directory API; null for all. Those that no longer match are removed.
	 */
	groups_query: string | null;
	/**
	 * What happens to a user who no longer exists at Google.
	 */
	removed_users: 'delete' | 'deactivate';
	/**
	 * Lets the next sync remove more than half of the users or groups, which a safety check otherwise prevents; false again afterwards.
	 */
	allow_mass_removal_once: boolean;
}
/**
 * A running sync, and what it has done so far.
 */
export interface GoogleRun {
	/**
	 * When it started.
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
	 * Users and groups that could not be saved here.
	 */
	errors: number;
	/**
	 * The first of them, five at most.
	 */
	refused: GoogleRefusal[];
	/**
	 * The current phase; phases come in this order.
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
 * The users or groups of a sync.
 */
export interface GoogleResourceCounts {
	/**
	 * How many Google has.
	 */
	seen: number;
	/**
	 * Created here.
	 */
	created: number;
	/**
	 * Updated here.
	 */
	updated: number;
	/**
	 * Deleted or deactivated here.
	 */
	removed: number;
	/**
	 * Already up to date.
	 */
	unchanged: number;
}
/**
 * The memberships of a sync.
 */
export interface GoogleMembershipCounts {
	/**
	 * Members added to groups.
	 */
	added: number;
	/**
	 * Members removed from groups.
	 */
	removed: number;
}
/**
 * A Google user or group that could not be saved here.
 */
export interface GoogleRefusal {
	/**
	 * What it is.
	 */
	kind: 'user' | 'group';
	/**
	 * Google's id; null if Google did not send one.
	 */
	google_id: string | null;
	/**
	 * Its address, or the name of the group; null if it is not known.
	 */
	name: string | null;
	/**
	 * Why it could not be saved.
	 */
	reason: string;
}
/**
 * What a sync did.
 */
export interface GoogleRunReport {
	/**
	 * When it started.
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
	 * Users and groups that could not be saved here.
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
	 * Whether it processed everything; false if it ended early.
	 */
	complete: boolean;
}
/**
 * How an administrator is asked for consent.
 */
export interface NewGoogleAuthorization {
	/**
	 * The https URL of your page that the administrator returns to, with `error=access_denied` added if consent was refused at Google. When left out, a page of Rollcall shows the result.
	 */
	return_url?: string;
}
/**
 * Where an administrator of Google Workspace gives consent.
 */
export interface GoogleAuthorization {
	/**
	 * Google's consent page for the administrator. Works once.
	 */
	url: string;
	/**
	 * When it expires.
	 */
	expires_at: string;
}
/**
 * What to change; fields that are left out stay as they are.
 */
export interface GoogleSettingsPatch {
	/**
	 * Minutes from the start of one sync to the start of the next.
	 */
	interval_minutes?: number;
	/**
	 * Only those users that match this search of Google's Directory API; null for all. Those that no longer match are removed.
	 */
	users_query?: string | null;
	/**
	 * Whether groups and their members are synced.
	 */
	groups?: boolean;
	/**
	 * Only those groups that match this search of Google's Directory API; null for all. Those that no longer match are removed.
	 */
	groups_query?: string | null;
	/**
	 * What happens to a user who no longer exists at Google.
	 */
	removed_users?: 'delete' | 'deactivate';
	/**
	 * Lets the next sync remove more than half of the users or groups, which a safety check otherwise prevents; false again afterwards.
	 */
	allow_mass_removal_once?: boolean;
}
/**
 * Which SCIM attributes feed the profiles of a directory's users.
 */
export interface AttributeMapping {
	/**
	 * `applying` until a `user.updated` is written for each user whose profile changes. The mapping itself takes effect immediately.
	 */
	state: 'applied' | 'applying';
	/**
	 * The progress; null unless it is `applying`.
	 */
	progress: {
		/**
		 * How many users there were when the mapping was set.
		 */
		users: number;
		/**
		 * How many of them were processed so far.
		 */
		checked: number;
		/**
		 * How many of their profiles changed, with one event each.
		 */
		changed: number;
	} | null;
	/**
	 * The sources of the profile fields.
	 */
	fields: {
		/**
		 * The e-mail address. A `userName` is taken only if it has an `@`. Null for the default source.
		 */
		email: string[] | null;
		/**
		 * The given name. Null for the default source.
		 */
		first_name: string[] | null;
		/**
		 * The family name. Null for the default source.
		 */
		last_name: string[] | null;
		/**
		 * The display name. Null for the default source.
		 */
		display_name: string[] | null;
	};
	/**
	 * The sources of the custom attributes, by name.
	 */
	custom_attributes: {
		[k: string]: string[];
	};
	/**
	 * The sources of the fields that are null above; the same for every directory.
	 */
	defaults: {
		/**
		 * The primary address, otherwise the first one, otherwise `userName` if that is an address.
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
		 * The display name.
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
	 * The sources of `custom_attributes` of the profile, by name.
	 */
	custom_attributes?: {
		/**
		 * A path, or a list of paths; the first one with a value is used.
		 */
		[k: string]: string | string[];
	};
}
/**
 * The sources of the profile fields.
 */
export interface NewMappedFields {
	/**
	 * The e-mail address. A `userName` is taken only if it has an `@`. The default if it is left out or null.
	 */
	email?: (string | string[]) | null;
	/**
	 * The given name. The default if it is left out or null.
	 */
	first_name?: (string | string[]) | null;
	/**
	 * The family name. The default if it is left out or null.
	 */
	last_name?: (string | string[]) | null;
	/**
	 * The display name. The default if it is left out or null.
	 */
	display_name?: (string | string[]) | null;
}
/**
 * A mapping to preview, and the users to preview it with.
 */
export interface AttributeMappingPreviewRequest {
	fields?: NewMappedFields;
	/**
	 * The sources of `custom_attributes` of the profile, by name.
	 */
	custom_attributes?: {
		/**
		 * A path, or a list of paths; the first one with a value is used.
		 */
		[k: string]: string | string[];
	};
	/**
	 * Ids of the users to show, all on one page; the oldest users when left out.
	 */
	user_ids?: string[];
}
/**
 * The effect of a mapping on users, before it is set.
 */
export interface AttributeMappingPreview {
	/**
	 * The users of this page.
	 */
	data: PreviewedUser[];
	/**
	 * Paths that have no value for any user of this page.
	 */
	unmatched: {
		/**
		 * Where the path is in the request.
		 */
		field: string;
		/**
		 * The path.
		 */
		path: string;
	}[];
	/**
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A user with both mappings.
 */
export interface PreviewedUser {
	before: UserProfile;
	after: UserProfile;
	/**
	 * The fields that differ, as in `user.updated`.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
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
	 * Its display name.
	 */
	name: string;
	/**
	 * What it is for.
	 */
	description: string;
	/**
	 * The resource types that have the extension.
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
	 * Its name in the JSON of a resource; case is ignored.
	 */
	name: string;
	type: AttributeType;
	/**
	 * Whether it is a list.
	 */
	multiValued: boolean;
	/**
	 * A description.
	 */
	description: string;
	/**
	 * Whether a resource must have it.
	 */
	required: boolean;
	/**
	 * Suggested values.
	 */
	canonicalValues?: string[];
	/**
	 * Whether case matters in comparisons.
	 */
	caseExact: boolean;
	mutability: AttributeMutability;
	returned: AttributeReturned;
	/**
	 * `none` when left out.
	 */
	uniqueness: 'none' | 'server' | 'global';
	/**
	 * What it can point to.
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
	 * Its name in the JSON of a resource; case is ignored.
	 */
	name: string;
	type: AttributeType;
	/**
	 * Whether it is a list.
	 */
	multiValued: boolean;
	/**
	 * A description.
	 */
	description: string;
	/**
	 * Whether a resource must have it.
	 */
	required: boolean;
	/**
	 * Suggested values.
	 */
	canonicalValues?: string[];
	/**
	 * Whether case matters in comparisons.
	 */
	caseExact: boolean;
	mutability: AttributeMutability;
	returned: AttributeReturned;
	/**
	 * `none` when left out.
	 */
	uniqueness: 'none' | 'server' | 'global';
	/**
	 * What it can point to.
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
	 * Its display name.
	 */
	name: string;
	/**
	 * What it is for.
	 */
	description?: string;
	/**
	 * The resource types that have the extension.
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
	 * Its name in the JSON of a resource; case is ignored.
	 */
	name: string;
	type?: AttributeType;
	/**
	 * Whether it is a list.
	 */
	multiValued?: boolean;
	/**
	 * A description.
	 */
	description?: string;
	/**
	 * Whether a resource must have it.
	 */
	required?: boolean;
	/**
	 * Suggested values.
	 */
	canonicalValues?: string[];
	/**
	 * Whether case matters in comparisons.
	 */
	caseExact?: boolean;
	mutability?: AttributeMutability;
	returned?: AttributeReturned;
	/**
	 * `none` when left out.
	 */
	uniqueness?: 'none' | 'server' | 'global';
	/**
	 * What a `reference` can point to.
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
	 * Its name in the JSON of a resource; case is ignored.
	 */
	name: string;
	type?: AttributeType;
	/**
	 * Whether it is a list.
	 */
	multiValued?: boolean;
	/**
	 * A description.
	 */
	description?: string;
	/**
	 * Whether a resource must have it.
	 */
	required?: boolean;
	/**
	 * Suggested values.
	 */
	canonicalValues?: string[];
	/**
	 * Whether case matters in comparisons.
	 */
	caseExact?: boolean;
	mutability?: AttributeMutability;
	returned?: AttributeReturned;
	/**
	 * `none` when left out.
	 */
	uniqueness?: 'none' | 'server' | 'global';
	/**
	 * What a `reference` can point to.
	 */
	referenceTypes?: string[];
}
/**
 * A part of the log, in the order of the sequence or in reverse. `next_cursor` is null at its current end.
 */
export interface EventLogPage {
	/**
	 * The items of this page.
	 */
	data: Event[];
	/**
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
	/**
	 * How far the log was read, including events that `types` left out: pass it as `after` of the next request.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
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
	 * The reason for the attempt.
	 */
	kind: 'delivery' | 'replay' | 'test';
	/**
	 * The replay that it belongs to.
	 */
	replay_id: string | null;
	/**
	 * The header `webhook-id`: the same for every attempt.
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
	 * When it was created.
	 */
	attempted_at: string;
	/**
	 * How long it took, in milliseconds.
	 */
	duration_ms: number;
	/**
	 * The HTTP status; null if there was no response.
	 */
	status: number | null;
	outcome: AttemptOutcome;
	/**
	 * What went wrong; null if nothing did.
	 */
	error: string | null;
	/**
	 * The beginning of the response body.
	 */
	answer: string | null;
}
/**
 * The brake of a directory.
 */
export interface DeprovisioningBrake {
	/**
	 * `engaged`: deliveries are held, even if the brake was turned off since.
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
	 * The last event before the held ones: use it as `after` to read them.
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
	 * The number of users who may lose access; null for any number.
	 */
	users?: number | null;
	/**
	 * The share of active users, including those who lost access; applies from 5 users on.
	 */
	percent?: number | null;
	/**
	 * The length of the window, in seconds.
	 */
	window_seconds?: number;
}
/**
 * The decision about held events, and the current state of the brake.
 */
export interface BrakeDecision {
	/**
	 * `engaged`: deliveries are held, even if the brake was turned off since.
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
	 * The last event before the held ones: use it as `after` to read them.
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
 * How long and how much to record.
 */
export interface NewRecording {
	/**
	 * How many minutes to record: an hour when left out, a day at most.
	 */
	minutes?: number;
	/**
	 * Maximum number of requests to keep; later ones are only counted.
	 */
	exchanges_max?: number;
}
/**
 * A recording of the requests to a directory and its responses.
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
	 * When it ends, or was stopped.
	 */
	ends_at: string;
	/**
	 * Maximum number of requests to keep.
	 */
	exchanges_max: number;
	/**
	 * How many are kept so far. They are stored half a second after their responses, so the number can still grow for a few seconds after the end.
	 */
	exchange_count: number;
	/**
	 * Requests that were not kept because they were too many or too large: a replay lacks them.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A recording as a transcript that starts from an empty directory: what existed before is created by separate steps.
 */
export interface Transcript {
	/**
	 * The identity provider of the directory.
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
	 * Always `recorded`.
	 */
	confidence?: string;
	/**
	 * Header fields; null leaves out one that is sent by default.
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
 * A request and its expected response.
 */
export interface TranscriptStep {
	/**
	 * Its name.
	 */
	name: string;
	/**
	 * The method of the request.
	 */
	method: string;
	/**
	 * Below the SCIM base; `{{…}}` are values from earlier responses.
	 */
	path: string;
	/**
	 * Header fields; null leaves out one that is sent by default.
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
	 * The expected response.
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
	 * Values of the response that later steps use, by name.
	 */
	capture?: {
		[k: string]: string;
	};
	[k: string]: unknown;
}
/**
 * An endpoint to create. Without a scope, it receives the events of every directory.
 */
export interface NewWebhookEndpoint {
	/**
	 * Where to send events; required unless it is polled.
	 */
	url?: string;
	/**
	 * Its display name.
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
	 * Maximum number of consecutive events in one request; more than 1 changes its format.
	 */
	max_batch?: number;
	/**
	 * Custom headers for each request; never shown again.
	 */
	headers?: {
		[k: string]: string;
	};
	/**
	 * Your own secret: `whsec_` and 24 to 64 bytes in base64; generated when left out.
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
	 * `poll`: the receiver fetches events (RFC 8936) instead of receiving them (RFC 8935).
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
	 * Its display name.
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
	 * Maximum number of consecutive events in one request.
	 */
	max_batch: number;
	/**
	 * Webhooks, or Security Event Tokens (RFC 8417).
	 */
	format: 'webhook' | 'set';
	/**
	 * `poll`: the receiver fetches events (RFC 8936) instead of receiving them (RFC 8935).
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
	 * Until when the previous secret is also valid.
	 */
	previous_secret_expires_at: string | null;
	/**
	 * Nothing is sent to a disabled endpoint; once enabled again, it continues where it stopped.
	 */
	state: 'enabled' | 'disabled';
	/**
	 * Why it is disabled.
	 */
	disabled_reason: string | null;
	/**
	 * Since when all deliveries have failed; null while they succeed.
	 */
	failing_since: string | null;
	/**
	 * Directories whose next events it did not accept, whatever it accepts from others; the first 5.
	 */
	failing_directories: {
		/**
		 * The directory, or `operations` for the operations log.
		 */
		directory_id: string;
		/**
		 * Its name.
		 */
		directory_name: string;
		/**
		 * The first attempt at its next events; null if it is not on record.
		 */
		failing_since: string | null;
		/**
		 * The number of events since, whatever their types.
		 */
		events_behind: number;
		/**
		 * Failed attempts at the next events.
		 */
		attempts: number;
		/**
		 * The error of the last attempt.
		 */
		last_error: string | null;
		/**
		 * When the next attempt is due.
		 */
		due_at: string;
	}[];
	/**
	 * Number of them; 100 if there are that many or more.
	 */
	failing_directory_count: number;
	/**
	 * Nothing is sent before this time, because the receiver reported that it is overloaded.
	 */
	paused_until: string | null;
	/**
	 * Number of dead letters; 1000 if there are that many or more.
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
	 * Shown only once, when it is created: `whsec_…` signs, `rcset_…` is the bearer token of a poller.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * What to change; fields that are left out stay as they are. The scope and the format cannot be changed.
 */
export interface WebhookEndpointPatch {
	/**
	 * Where to send events from now on; tried immediately.
	 */
	url?: string;
	/**
	 * Its display name.
	 */
	description?: string | null;
	types?: string[] | null;
	/**
	 * Maximum number of consecutive events in one request; more than 1 changes its format.
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
	 * Nothing is sent to a disabled endpoint; once enabled again, it continues where it stopped.
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
 * How to rotate; the body can be left out.
 */
export interface SecretRotation {
	/**
	 * Your own secret: `whsec_` and 24 to 64 bytes in base64; generated when left out.
	 */
	secret?: string;
	/**
	 * How much longer the old secret also signs, or is accepted from a poller.
	 */
	overlap_seconds?: number;
}
/**
 * What to send; the body can be left out.
 */
export interface EndpointTest {
	/**
	 * An example of this type is sent. The default is `webhook_endpoint.test`; for Security Event Tokens, which do not have that type, it is the first type that the endpoint subscribes to, starting with `user.created`.
	 */
	type?: string;
}
/**
 * The result of a test: one POST, which is not retried.
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
	 * The HTTP status; null if there was no response.
	 */
	status: number | null;
	/**
	 * What went wrong; null if nothing did.
	 */
	error: string | null;
	/**
	 * The beginning of the response body.
	 */
	answer: string | null;
	/**
	 * How long it took, in milliseconds.
	 */
	duration_ms: number;
	/**
	 * Id of the recorded attempt.
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
	 * The headers of the request. The value of a custom header reads "[redacted]", that of the signature "[not kept]"; the names of custom headers are the current ones.
	 */
	headers: {
		[k: string]: string;
	};
	/**
	 * The event or the batch, or the claims of a Security Event Token, reconstructed from the log; null if that is no longer possible.
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
 * One POST to one endpoint, with request and response.
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
	 * The reason for the attempt.
	 */
	kind: 'delivery' | 'replay' | 'test';
	/**
	 * The replay that it belongs to.
	 */
	replay_id: string | null;
	/**
	 * The header `webhook-id`: the same for every attempt.
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
	 * When it was created.
	 */
	attempted_at: string;
	/**
	 * How long it took, in milliseconds.
	 */
	duration_ms: number;
	/**
	 * The HTTP status; null if there was no response.
	 */
	status: number | null;
	outcome: AttemptOutcome;
	/**
	 * What went wrong; null if nothing did.
	 */
	error: string | null;
	/**
	 * The beginning of the response body.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * The position of an endpoint in one log.
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
	 * `idle`: nothing is waiting. `held`: nothing is sent, see `held_by`.
	 */
	state: 'idle' | 'running' | 'held';
	/**
	 * Why nothing is sent: the endpoint is disabled, or the brake holds the deliveries of the directory.
	 */
	held_by: ('disabled_endpoint' | 'brake') | null;
	/**
	 * The last event that was accepted, became a dead letter, or is not for the endpoint.
	 */
	settled_sequence: number;
	/**
	 * The last event of the log.
	 */
	last_sequence: number;
	/**
	 * The number of events between the two, whatever their types; 0 if none of them has to be sent.
	 */
	events_behind: number;
	/**
	 * When the oldest pending event occurred; null if there is none among the next 1,000.
	 */
	waiting_since: string | null;
	/**
	 * Failed attempts at the next events.
	 */
	attempts: number;
	/**
	 * The error of the last attempt.
	 */
	last_error: string | null;
	/**
	 * When the next attempt is due; null if none is planned.
	 */
	due_at: string | null;
}
/**
 * What to send again: from `from_sequence`, or from `from_time`. Both ends are included; the default end is the latest event.
 */
export interface NewReplay {
	/**
	 * Required for sequences, unless the endpoint covers only one directory.
	 */
	directory_id?: string;
	/**
	 * The first event to send.
	 */
	from_sequence?: number;
	/**
	 * The last event to send; requires from_sequence.
	 */
	to_sequence?: number;
	/**
	 * Events from this time on, instead of from a sequence. If some may no longer be available, the others are sent, and the response says so in `incomplete_until`.
	 */
	from_time?: string;
	/**
	 * Events until this time; requires from_time.
	 */
	to_time?: string;
	/**
	 * Exact event types or groups of them (`user.*`), limited to types that the endpoint subscribes to and that the logs can have; when left out, all that the endpoint subscribes to.
	 */
	types?: string[];
}
/**
 * A part of the log that is sent to one endpoint again.
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
	 * `held` while the endpoint is disabled, or while the brake holds all remaining directories.
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
	 * How many of them are complete.
	 */
	directories_done: number;
	/**
	 * How many sequences of the logs are left to process, whatever the types of their events.
	 */
	sequences_left: number;
	/**
	 * When it started.
	 */
	created_at: string;
	/**
	 * Only in the response that starts a replay from a time, and only if a directory no longer keeps some of the events: from that time until this one, some may be missing.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * A replay, with its progress in each directory.
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
	 * `held` while the endpoint is disabled, or while the brake holds all remaining directories.
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
	 * How many of them are complete.
	 */
	directories_done: number;
	/**
	 * How many sequences of the logs are left to process, whatever the types of their events.
	 */
	sequences_left: number;
	/**
	 * When it started.
	 */
	created_at: string;
	/**
	 * Only in the response that starts a replay from a time, and only if a directory no longer keeps some of the events: from that time until this one, some may be missing.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * The progress of a replay in one directory.
 */
export interface ReplayProgress {
	/**
	 * The directory.
	 */
	directory_id: string;
	/**
	 * The next sequence.
	 */
	next_sequence: number;
	/**
	 * The last sequence.
	 */
	until_sequence: number;
	/**
	 * `held`: see the replay.
	 */
	state: 'running' | 'held' | 'done';
	/**
	 * Failed attempts at the next events.
	 */
	attempts: number;
	/**
	 * The error of the last attempt.
	 */
	last_error: string | null;
	/**
	 * When the next attempt is due; null if none is planned.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * An event that an endpoint did not accept before the retry schedule was exhausted.
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
	 * Whom or what the event is about: a user name, a name, or an id; null once the event is past retention.
	 */
	subject: string | null;
	/**
	 * The directory that the log belongs to.
	 */
	directory_id: string;
	/**
	 * Its sequence in that log.
	 */
	sequence: number;
	/**
	 * How many attempts were made.
	 */
	attempts: number;
	/**
	 * The error of the last attempt.
	 */
	last_error: string | null;
	/**
	 * When it became a dead letter.
	 */
	died_at: string;
	/**
	 * Whether the event is still in the log, so that it can be redelivered.
	 */
	event_kept: boolean;
	/**
	 * The running replay that will send it again; null if there is none.
	 */
	replay_id: string | null;
}
/**
 * The dead letters to redeliver; all of them without a body.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
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
	 * `next`: published, will sign soon. `current`: signs. `previous`: only verifies what it signed.
	 */
	state: 'next' | 'current' | 'previous';
	/**
	 * The JWK as published at /.well-known/jwks.json.
	 */
	public_key: {
		[k: string]: unknown;
	};
	/**
	 * When it was created.
	 */
	created_at: string;
}
/**
 * No options yet; the body can be left out.
 */
export interface NewSigningKey {}
/**
 * A setup link to create, for a new or an existing directory.
 */
export interface NewSetupLink {
	/**
	 * The customer; leave out for an existing directory, or if the API key is bound to a tenant.
	 */
	tenant?: string;
	/**
	 * The product; leave out for an existing directory, or if the API key is bound to a product.
	 */
	product?: string;
	/**
	 * An existing directory that the link adds a token to; a new one when left out.
	 */
	directory_id?: string;
	/**
	 * The name of the new directory; the provider's name when left out.
	 */
	name?: string;
	/**
	 * How long the link is valid; a week when left out.
	 */
	expires_in_seconds?: number;
}
/**
 * A link for an IT admin to set up a connection, once.
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
	 * The directory that it is for, or that was created with it; null until then.
	 */
	directory_id: string | null;
	/**
	 * The name of the new directory.
	 */
	name: string | null;
	/**
	 * When it was created.
	 */
	created_at: string;
	/**
	 * When it expires.
	 */
	expires_at: string;
	/**
	 * When it was used; null if it has not been used.
	 */
	used_at: string | null;
	/**
	 * When it was revoked, possibly after it was used: the browser that used it cannot continue then; null if it was not.
	 */
	revoked_at: string | null;
	/**
	 * The URL to send to the IT admin; shown only once, when the link is created.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * How to replace a setup link.
 */
export interface SetupLinkRegeneration {
	/**
	 * How long the new link is valid; as long as the old one when left out.
	 */
	expires_in_seconds?: number;
	/**
	 * What happens to the SCIM tokens that were created with the link: they stay valid, or they are revoked with it.
	 */
	tokens?: 'keep' | 'revoke';
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
	 * Pass it as `cursor` to get the next page; null on the last one.
	 */
	next_cursor: string | null;
}
/**
 * How the setup portal looks to the customers of a product.
 */
export interface Branding {
	/**
	 * The product; `default` for all products without their own branding.
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
	 * `#rrggbb`; null for the default colour.
	 */
	accent_color: string | null;
	/**
	 * When it was last set.
	 */
	updated_at: string;
}
/**
 * The look of the setup portal; the default for what is left out.
 */
export interface NewBranding {
	/**
	 * What the product is called; null for its name in the API.
	 */
	name?: string | null;
	/**
	 * An https URL of its logo, which browsers load from there; null for none.
	 */
	logo_url?: string | null;
	/**
	 * The colour of buttons, as `#rrggbb`; null for the default.
	 */
	accent_color?: string | null;
}
/**
 * An API key to create. A bound key can only create keys with its own binding.
 */
export interface NewApiKey {
	/**
	 * What the key is for.
	 */
	name: string;
	/**
	 * What the key can do: `read`, `write` or `admin`, each of which includes the ones before.
	 */
	scopes: ('read' | 'write' | 'admin')[];
	/**
	 * The only tenant that the key can access; all when left out.
	 */
	tenant?: string;
	/**
	 * The only product that the key can access; all when left out.
	 */
	product?: string;
	/**
	 * When the key expires; never when left out.
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
	 * What the key can do.
	 */
	scopes: ('read' | 'write' | 'admin')[];
	/**
	 * The only tenant that it can access; null for all.
	 */
	tenant: string | null;
	/**
	 * The only product that it can access; null for all.
	 */
	product: string | null;
	/**
	 * Only a live key is accepted.
	 */
	state: 'live' | 'expired' | 'revoked';
	/**
	 * When it was created.
	 */
	created_at: string;
	/**
	 * When it expires; null for never.
	 */
	expires_at: string | null;
	/**
	 * When it was last used, to within some minutes; null if it never was.
	 */
	last_used_at: string | null;
	/**
	 * `rck_…`; shown only once, when the key is created.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
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
	 * Pass it as `cursor` to get the next page; null on the last one.
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
	 * When the request was received.
	 */
	at: string;
	/**
	 * `management`: a change through this API. `scim`: a request from an identity provider.
	 */
	kind: 'management' | 'scim';
	/**
	 * Id of the API key or SCIM token; null if there was no valid one.
	 */
	actor: string | null;
	/**
	 * Name of the API key, or description of the SCIM token; null if it has none, is no longer kept, or is not visible to you.
	 */
	actor_name: string | null;
	/**
	 * The action, such as `scim.users.create`.
	 */
	action: string;
	/**
	 * The directory that it was about.
	 */
	directory_id: string | null;
	/**
	 * Its tenant; without a directory, that of the API key.
	 */
	tenant: string | null;
	/**
	 * Its product; without a directory, that of the API key.
	 */
	product: string | null;
	/**
	 * Id of the target; null for a list, or if it is not an id of this service.
	 */
	target: string | null;
	/**
	 * The HTTP method; empty if it is not recorded yet.
	 */
	method: string;
	/**
	 * The path without values chosen by clients: no query, and `…` for what may be personal.
	 */
	path: string;
	/**
	 * The HTTP status; 0 if it is not recorded yet.
	 */
	status: number;
	/**
	 * How long the response took, in milliseconds.
	 */
	duration_ms: number;
	/**
	 * The header `X-Request-Id` of the response.
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
