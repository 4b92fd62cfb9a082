/** What RFC 7643 asks of a service provider. Its parts run in one workerd: starting one takes a while. */
import './rfc7643-2-attributes.ts';
import './rfc7643-3-resources.ts';
import './rfc7643-3.1-content-location.ts';
import './rfc7643-4-core.ts';
import './rfc7643-5-discovery.ts';
import './rfc7643-7-characteristics.ts';
import './rfc7643-7-custom-schemas.ts';
