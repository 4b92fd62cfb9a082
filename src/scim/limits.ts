/**
 * The bounds of the protocol core, each with its reason. They are part of the contract: what exceeds
 * one is answered with a SCIM error that names it. Nothing here is configurable.
 */

/** Resources on a page when the client names no `count`: what identity providers ask for themselves. */
export const DEFAULT_PAGE_SIZE = 100;

/** Resources on a page at most: 500 users of some 2 KB are a 1 MB answer, well inside a Worker. */
export const MAX_PAGE_SIZE = 500;

/** Seconds for which a cursor leads on: time to work on a page, and no old link that works for ever. */
export const CURSOR_TIMEOUT_SECONDS = 3_600;

/** Characters in a filter: a URL carries 16 KB on Cloudflare, and percent-encoding adds to it. */
export const MAX_FILTER_LENGTH = 10_000;

/** Comparisons in a filter: D1 binds 100 parameters a statement and a comparison needs up to two. */
export const MAX_FILTER_COMPARISONS = 40;

/** Nesting of a filter: D1 allows an SQL expression depth of 100 and one level compiles to several. */
export const MAX_FILTER_DEPTH = 20;

/** Operations in one PATCH: Entra and Okta send at most a few hundred in a request. */
export const MAX_PATCH_OPERATIONS = 1_000;

/** Bytes of a request body: 50,000 members of some 80 bytes each in one PUT of a group. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * Operations in one bulk request: they share one transaction, in which each takes a statement or two,
 * and D1 ends a transaction after 30 s.
 */
export const MAX_BULK_OPERATIONS = 1_000;

/** Nesting of values under an undeclared extension: SCIM itself has three levels (RFC 7643 §2.3.8). */
export const MAX_EXTENSION_DEPTH = 10;

/** Characters of an id that a client names; ids of ours and of imported directories are far shorter. */
export const MAX_ID_LENGTH = 255;

/**
 * Characters of a resource as JSON. An update event holds it once whole and twice as a change, and a
 * value in D1 has 2 MB at most.
 */
export const MAX_RESOURCE_LENGTH = 128 * 1024;

/** Values of a multi-valued attribute: a PATCH may go over all of them with each of its operations. */
export const MAX_VALUES = 200;

/** Characters of the name that must be unique. */
export const MAX_NAME_LENGTH = 1_000;

/** Levels of nesting in a body: more than any schema needs, less than overflows a stack. */
export const MAX_BODY_DEPTH = 64;

/**
 * Members that one request may go over, to replace them or to select some by a filter: twenty times
 * those of a group of 50,000. Bulk requests and PATCHes have a thousand operations.
 */
export const MAX_MEMBERS_SEARCHED = 1_000_000;

/** Schemas that a directory declares: whoever serves the directory keeps all of them in memory. */
export const MAX_SCHEMAS = 10;

/** Attributes of a declared schema; the largest built-in one, User, has 21. */
export const MAX_SCHEMA_ATTRIBUTES = 100;

/** Sub-attributes of an attribute of a declared schema: values of hundreds of parts are documents. */
export const MAX_SUB_ATTRIBUTES = 50;

/** Characters of a declared schema as JSON: ten of them are read at once, and stay in memory. */
export const MAX_SCHEMA_LENGTH = 64 * 1024;

/** Characters of the URN of a declared schema: it stands in every name of its attributes. */
export const MAX_URN_LENGTH = 255;

/**
 * Characters of an attribute's name in a declared schema: a filter has up to 40 names, each with URN
 * and sub-attribute, and they stand in the text of an SQL statement, which D1 limits to 100 KB.
 */
export const MAX_ATTRIBUTE_NAME_LENGTH = 100;
