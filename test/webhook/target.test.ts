/** Which URLs may be called, and that each refusal names its rule. */
import { describe, expect, test } from 'vitest';
import { checkTarget } from '../../src/webhook/target.ts';

const IP = 'The URL must name a host, not an IP address.';
const INTERNAL = 'The URL must name a public host.';
const HTTPS = 'The URL must use https.';
const CREDENTIALS = 'The URL must not carry a user name or password.';
const PORT = 'The URL must use port 443.';
const OURSELVES = 'The URL must not point to this service itself.';
const MALFORMED = 'The URL is malformed.';

describe('in production', () => {
	test.each([
		['https://example.com/hook?a=b', null],
		['https://example.com:443/', null],
		['https://EXAMPLE.com./', null],
		['https://bücher.example.com/', null],
		['https://local.example.com/', null],
		['https://1.2.3.4.example.com/', null],
		['http://example.com/', HTTPS],
		['ftp://example.com/', HTTPS],
		['file:///etc/passwd', HTTPS],
		['javascript:alert(1)', HTTPS],
		['https://user@example.com/', CREDENTIALS],
		['https://:secret@example.com/', CREDENTIALS],
		['https://example.com:8443/', PORT],
		['https://example.com:80/', PORT],
		['https://127.0.0.1/', IP],
		['https://169.254.169.254/latest/meta-data', IP],
		['https://8.8.8.8/', IP],
		['https://2130706433/', IP],
		['https://0x7f000001/', IP],
		['https://0177.0.0.1/', IP],
		['https://127.1/', IP],
		['https://127.0.0.1./', IP],
		['https://[::1]/', IP],
		['https://[::ffff:10.0.0.1]/', IP],
		['https://localhost/', INTERNAL],
		['https://LOCALHOST./', INTERNAL],
		['https://intranet/', INTERNAL],
		['https://app.localhost/', INTERNAL],
		['https://printer.local/', INTERNAL],
		['https://metadata.google.internal/', INTERNAL],
		['https://nas.home.arpa/', INTERNAL],
		['https://1.0.0.127.in-addr.arpa/', INTERNAL],
		['https://hidden.onion/', INTERNAL],
		['https://wiki.corp/', INTERNAL],
		['https://rollcall.acme.com/v1', OURSELVES],
		['https://rollcall.acme.com./v1', OURSELVES],
		['example.com', MALFORMED],
		['https://', MALFORMED],
		['', MALFORMED],
	])('%s: %s', (url, refusal) => {
		const result = checkTarget(url, { allowInsecure: false, ownHost: 'rollcall.acme.com' });
		expect(result.ok ? null : result.error).toBe(refusal);
	});
});

describe('in development', () => {
	test.each([
		['http://localhost:9000/hook', null],
		['http://127.0.0.1:9000/', null],
		['https://example.com:8443/', null],
		['ftp://localhost/', HTTPS],
		['http://user@localhost/', CREDENTIALS],
		['http://localhost:8787/', OURSELVES],
	])('%s: %s', (url, refusal) => {
		const result = checkTarget(url, { allowInsecure: true, ownHost: 'localhost:8787' });
		expect(result.ok ? null : result.error).toBe(refusal);
	});
});

test('the checked URL comes back normalised', () => {
	const result = checkTarget('HTTPS://Example.com', { allowInsecure: false });
	expect(result.ok && result.value.href).toBe('https://example.com/');
});
