/** Which URLs may be called, and that each refusal names its rule. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkTarget } from '../../src/webhook/target.ts';

const IP = 'The URL must name a host, not an IP address.';
const INTERNAL = 'The URL must name a public host.';
const HTTPS = 'The URL must use https.';
const ADDRESS = 'The URL must name a host, not one that stands for an IP address.';
const CREDENTIALS = 'The URL must not carry a user name or password.';
const PORT = 'The URL must use port 443.';
const OURSELVES = 'The URL must not point to this service itself.';
const MALFORMED = 'The URL is malformed.';
const HOST = 'The host name of the URL is malformed.';

describe('in production', () => {
	test.each([
		['https://example.com/hook?a=b', null],
		['https://example.com:443/', null],
		['https://EXAMPLE.com./', null],
		['https://bücher.example.com/', null],
		['https://local.example.com/', null],
		['https://1.2.3.4.example.com/', null],
		['https://my_hooks.example.com/', null],
		[`https://${'a'.repeat(63)}.example.com/`, null],
		['https://xn--bcher-kva.example.com/', null],
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
		['https://0x7f.1/', IP],
		['https://017700000001/', IP],
		['https://１２７.0.0.1/', IP],
		['https://0/', IP],
		['https://[::1]/', IP],
		['https://[::]/', IP],
		['https://[fd00::1]/', IP],
		['https://[::ffff:127.0.0.1]/', IP],
		['https://[::ffff:10.0.0.1]/', IP],
		['https://256.0.0.1/', MALFORMED],
		['https://1.2.3.4.5/', MALFORMED],
		['https://[::1%25eth0]/', MALFORMED],
		['https://127.0.0.1../', HOST],
		['https://localhost../', HOST],
		['https://.example.com/', HOST],
		['https://a..example.com/', HOST],
		['https://-a.example.com/', HOST],
		['https://a*b.example.com/', HOST],
		[`https://${'a'.repeat(64)}.example.com/`, HOST],
		[`https://${'a.'.repeat(124)}example.com/`, HOST],
		['https://localhost/', INTERNAL],
		['https://localhost./', INTERNAL],
		['https://ⓛocalhost/', INTERNAL],
		['https://%6cocalhost/', INTERNAL],
		['https://local\u00adhost/', INTERNAL],
		['https://localhost。/', INTERNAL],
		['https://LOCALHOST./', INTERNAL],
		['https://intranet/', INTERNAL],
		['https://app.localhost/', INTERNAL],
		['https://printer.local/', INTERNAL],
		['https://metadata.google.internal/', INTERNAL],
		['https://nas.home.arpa/', INTERNAL],
		['https://1.0.0.127.in-addr.arpa/', INTERNAL],
		['https://hidden.onion/', INTERNAL],
		['https://wiki.corp/', INTERNAL],
		['https://com/', INTERNAL],
		['https://kubernetes.default.svc/', INTERNAL],
		['https://kubernetes.default/', INTERNAL],
		['https://kubernetes.default.svc.cluster.local./', INTERNAL],
		['https://vault.service.consul/', INTERNAL],
		['https://svc.example.com/', null],
		['https://127.0.0.1.nip.io/', ADDRESS],
		['https://app-7f000001.NIP.io./', ADDRESS],
		['https://www-10-0-0-1.sslip.io/', ADDRESS],
		['https://--1.sslip.io/', HOST],
		['https://10.0.0.1.xip.io/', ADDRESS],
		['https://app.localtest.me/', ADDRESS],
		['https://lvh.me/', ADDRESS],
		['https://nip.io.example.com/', null],
		['https://catnip.io/', null],
		['https://receiver.example/', null],
		['https://rollcall.acme.com/v1', OURSELVES],
		['https://rollcall.acme.com./v1', OURSELVES],
		['https://RollCall.Acme.Com:443/', OURSELVES],
		['https://rollcall。acme。com/', OURSELVES],
		['example.com', MALFORMED],
		['https://', MALFORMED],
		['', MALFORMED],
	])('%s: %s', (url, refusal) => {
		const ownOrigins = ['https://rollcall.acme.com'];
		const result = checkTarget(url, { allowInsecure: false, ownOrigins });
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
		['http://[::1]:9000/', null],
		['http://localhost:8787/', OURSELVES],
		['http://localhost.:8787/', OURSELVES],
	])('%s: %s', (url, refusal) => {
		const ownOrigins = ['http://localhost:8787'];
		const result = checkTarget(url, { allowInsecure: true, ownOrigins });
		expect(result.ok ? null : result.error).toBe(refusal);
	});
});

test.each([
	['https://rollcall.acme.com'],
	['https://rollcall.acme.com.'],
	['https://eu.acme.com', 'http://rollcall.acme.com'],
])('our own host is recognised however it was called: %s', (...ownOrigins) => {
	for (const url of ['https://rollcall.acme.com/', 'https://rollcall.acme.com./']) {
		const result = checkTarget(url, { allowInsecure: false, ownOrigins });
		expect(result.ok ? null : result.error).toBe(OURSELVES);
	}
});

const OF_NOBODY = { allowInsecure: false, ownOrigins: [] };

test('whatever is accepted names a public host of two labels or more, in ASCII, on port 443', () => {
	const part = fc.stringMatching(/^[a-zA-Z0-9._%:@[\]\\/-]{0,12}$/);
	fc.assert(
		fc.property(part, part, part, (a, b, c) => {
			const result = checkTarget(`https://${a}.${b}${c}`, OF_NOBODY);
			if (!result.ok) return;
			expect(result.value.host).toMatch(/^(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*\.?$/);
			expect(result.value.protocol).toBe('https:');
			expect(result.value.username + result.value.password).toBe('');
		}),
	);
});

test('the checked URL comes back normalised', () => {
	const result = checkTarget('HTTPS://Example.com', OF_NOBODY);
	expect(result.ok && result.value.href).toBe('https://example.com/');
});
