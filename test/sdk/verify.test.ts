/**
 * What `verifyWebhook` takes for a webhook of Rollcall: what the server's own signer has signed, and
 * nothing else, whatever it is given.
 */
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { verifyWebhook, WebhookVerificationError } from '../../src/sdk/index.ts';
import type { VerificationFailure, WebhookHeaders } from '../../src/sdk/verify.ts';
import { signedHeaders } from '../../src/webhook/signature.ts';
import { anEvent, aKeyPair, aSecret } from '../support/node/webhooks.ts';

const NOW = Date.UTC(2026, 10, 23, 16, 5, 12);
const SECRET = aSecret(1);
const OTHER = aSecret(2);
const EVENT = anEvent({ type: 'user.created', data: { display_name: 'Ada Lövelace 🦊' } });
const BODY = JSON.stringify(EVENT);
const WEBHOOK = { id: EVENT.id, body: BODY };

beforeEach(() => {
	vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
	vi.useRealTimers();
});

/** Why it is refused; undefined if it is not. Anything but a refusal is thrown on. */
async function refusal(
	payload: string | Uint8Array,
	headers: WebhookHeaders,
	secret: string | readonly string[] = SECRET,
): Promise<VerificationFailure | undefined> {
	try {
		await verifyWebhook(payload, headers, secret);
		return undefined;
	} catch (error) {
		if (error instanceof WebhookVerificationError) return error.reason;
		throw error;
	}
}

describe('a webhook that Rollcall signed', () => {
	test.each<[how: string, form: (headers: Record<string, string>) => WebhookHeaders]>([
		['Headers', (headers) => new Headers(headers)],
		[
			"Node's headers",
			(headers) => ({ host: 'app.example', 'set-cookie': ['a', 'b'], ...headers }),
		],
		[
			'an object in another letter case',
			(headers) =>
				Object.fromEntries(
					Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
				),
		],
	])('is read with %s', async (_, form) => {
		const headers = form(await signedHeaders(WEBHOOK, NOW, [SECRET]));
		expect(await verifyWebhook(BODY, headers, SECRET)).toEqual(EVENT);
		expect(await verifyWebhook(new TextEncoder().encode(BODY), headers, SECRET)).toEqual(EVENT);
	});

	test('is read by any of several secrets, on either side of a change', async () => {
		const both = await signedHeaders(WEBHOOK, NOW, [OTHER, SECRET]);
		expect(await refusal(BODY, both, SECRET)).toBeUndefined();
		const one = await signedHeaders(WEBHOOK, NOW, [SECRET]);
		expect(await refusal(BODY, one, [OTHER, SECRET])).toBeUndefined();
	});

	test('is read by the public key of a pair (v1a), alone or beside a secret', async () => {
		const pair = await aKeyPair();
		const asymmetric = await signedHeaders(WEBHOOK, NOW, [pair.secretKey]);
		expect(asymmetric['webhook-signature']).toMatch(/^v1a,/);
		expect(await refusal(BODY, asymmetric, pair.publicKey)).toBeUndefined();
		expect(await refusal(BODY, asymmetric, [SECRET, pair.publicKey])).toBeUndefined();
		const another = await aKeyPair();
		expect(await refusal(BODY, asymmetric, another.publicKey)).toBe('signature');
		expect(await refusal(`${BODY} `, asymmetric, pair.publicKey)).toBe('signature');
	});

	test('may be a batch', async () => {
		const batch = { type: 'batch', timestamp: EVENT.timestamp, data: [EVENT, EVENT] };
		const body = JSON.stringify(batch);
		const headers = await signedHeaders({ id: `${EVENT.id}_2`, body }, NOW, [SECRET]);
		expect(await verifyWebhook(body, headers, SECRET)).toEqual(batch);
	});

	test('may be of a type that this package does not know', async () => {
		const body = JSON.stringify({ ...EVENT, type: 'robot.built', new_field: 1 });
		const headers = await signedHeaders({ id: EVENT.id, body }, NOW, [SECRET]);
		expect(await verifyWebhook(body, headers, SECRET)).toMatchObject({ type: 'robot.built' });
	});
});

describe('a webhook is refused', () => {
	test.each([
		['five minutes later', 300_000, undefined],
		['a second after that', 301_000, 'timestamp'],
		['five minutes before its time', -300_000, undefined],
		['a second before that', -301_000, 'timestamp'],
	])('by its timestamp: %s', async (_, later, reason) => {
		const headers = await signedHeaders(WEBHOOK, NOW - later, [SECRET]);
		expect(await refusal(BODY, headers)).toBe(reason);
	});

	test.each<[what: string, change: Record<string, string | string[] | undefined>]>([
		['no id', { 'webhook-id': undefined }],
		['an empty id', { 'webhook-id': '' }],
		['two ids', { 'webhook-id': ['a', 'b'] }],
		['no timestamp', { 'webhook-timestamp': undefined }],
		['a timestamp that only begins with a number', { 'webhook-timestamp': `${NOW / 1000}x` }],
		['a timestamp with a fraction', { 'webhook-timestamp': `${NOW / 1000}.0` }],
		['no signature', { 'webhook-signature': undefined }],
	])('by its headers: %s', async (_, change) => {
		const headers = { ...(await signedHeaders(WEBHOOK, NOW, [SECRET])), ...change };
		expect(await refusal(BODY, headers)).toBe('headers');
	});

	test.each(['', 'v1,', 'v1', 'v2,AAAA', ',', 'v1,AAAA v1,BBBB', 'v1a,AAAA', 'v1a,%%%'])(
		'by its signature: "%s"',
		async (signature) => {
			const headers = await signedHeaders(WEBHOOK, NOW, [SECRET]);
			const changed = { ...headers, 'webhook-signature': signature || ' ' };
			const { publicKey } = await aKeyPair();
			expect(await refusal(BODY, changed, [SECRET, publicKey])).toBe('signature');
		},
	);

	test('if its body is not UTF-8, or has a byte order mark that was not signed', async () => {
		const headers = await signedHeaders(WEBHOOK, NOW, [SECRET]);
		const bytes = new TextEncoder().encode(BODY);
		expect(await refusal(Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes), headers)).toBe('signature');
		expect(await refusal(Uint8Array.of(...bytes, 0xff), headers)).toBe('signature');
	});

	test.each([
		'',
		'null',
		'[]',
		'{"type":"user.created"',
		'{}',
		JSON.stringify({ ...EVENT, sequence: '42' }),
		JSON.stringify({ ...EVENT, sequence: -1 }),
		JSON.stringify({ ...EVENT, id: '' }),
		JSON.stringify({ ...EVENT, directory_id: null }),
		JSON.stringify({ ...EVENT, data: [] }),
		'{"type":"batch","timestamp":"","data":[]}',
		`{"type":"batch","timestamp":"","data":[${BODY},{}]}`,
	])('although it is signed, if it is no event: %s', async (body) => {
		const headers = await signedHeaders({ id: EVENT.id, body }, NOW, [SECRET]);
		expect(await refusal(body, headers)).toBe('payload');
	});

	test('before anything of it is parsed', async () => {
		const parse = vi.spyOn(JSON, 'parse');
		const headers = await signedHeaders(WEBHOOK, NOW, [OTHER]);
		expect(await refusal(BODY, headers)).toBe('signature');
		expect(parse).not.toHaveBeenCalled();
		parse.mockRestore();
	});

	test('if a single character of what is signed differs', async () => {
		const headers = await signedHeaders(WEBHOOK, NOW, [SECRET]);
		await fc.assert(
			fc.asyncProperty(
				fc.nat(BODY.length - 1),
				fc.string({ minLength: 1, maxLength: 1 }),
				async (index, character) => {
					const changed = BODY.slice(0, index) + character + BODY.slice(index + 1);
					fc.pre(changed !== BODY);
					expect(await refusal(changed, headers)).toBe('signature');
				},
			),
			{ numRuns: 200 },
		);
	});

	test('whatever is sent, and never with another error', async () => {
		const value = fc.oneof(
			fc.string(),
			fc.constantFrom(String(NOW / 1000), 'v1,AAAA', 'v1a,AAAA'),
			fc.array(fc.string(), { maxLength: 3 }),
			fc.constant(undefined),
		);
		const headers = fc.record({
			'webhook-id': value,
			'webhook-timestamp': value,
			'webhook-signature': value,
		});
		const { publicKey } = await aKeyPair();
		const body = fc.oneof(fc.string(), fc.uint8Array(), fc.json());
		await fc.assert(
			fc.asyncProperty(body, headers, async (payload, given) => {
				expect(await refusal(payload, given, [SECRET, publicKey])).toBeDefined();
			}),
			{ numRuns: 500 },
		);
	});
});

describe('a secret that is none', () => {
	test.each([
		['is missing', undefined],
		['is empty', ''],
		['are none', []],
		['has no prefix', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
		['has nothing after its prefix', 'whsec_'],
		['is no base64', 'whsec_%%%%'],
		['is a secret key', 'whsk_AAAA'],
		['is a public key of another length', 'whpk_AAAA'],
	])('is the mistake of the application: it %s', async (_, secret) => {
		const headers = await signedHeaders(WEBHOOK, NOW, [SECRET]);
		const verified = verifyWebhook(BODY, headers, secret as string);
		await expect(verified).rejects.toThrow(TypeError);
	});

	test('is not told by the message', async () => {
		const headers = await signedHeaders(WEBHOOK, NOW, [SECRET]);
		const refused = await verifyWebhook(BODY, headers, OTHER).catch(String);
		expect(refused).not.toContain(OTHER);
	});
});
