/** What RFC 7644 §3.1 to §3.4 ask of a service provider: requests, creating and retrieving resources. */
import './rfc7644-3.1-messages.ts';
import './rfc7644-3.3-create.ts';
import './rfc7644-3.4.2-query.ts';
import './rfc7644-3.4.2.1-root.ts';
import './rfc7644-3.4.2.2-filter.ts';
import './rfc7644-3.4.2.3-sort.ts';
import './rfc7644-3.4.3-search.ts';
import './rfc9865-cursor.ts';
