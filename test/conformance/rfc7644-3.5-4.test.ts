/** What RFC 7644 §3.5 to §4 ask of a service provider: changing resources, bulk, versions, discovery. */
import './rfc7644-3.5.1-replace.ts';
import './rfc7644-3.5.2-patch.ts';
import './rfc7644-3.5.2.1-operations.ts';
import './rfc7644-3.6-delete.ts';
import './rfc7644-3.7-bulk.ts';
import './rfc7644-3.7.2-bulk-ids.ts';
import './rfc7644-3.8-formats.ts';
import './rfc7644-3.8-negotiation.ts';
import './rfc7644-3.11-me.ts';
import './rfc7644-3.13-protocol-version.ts';
import './rfc7644-3.14-conditional.ts';
import './rfc7644-3.14-versions.ts';
import './rfc7644-4-discovery.ts';
import './rfc7644-4-open-configuration.ts';
