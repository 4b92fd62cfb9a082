/** Signatures, as receivers with the reference library verify them. */
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { newEd25519Pair } from '../../src/platform/crypto.ts';
import {
	checkSecret,
	PUBLIC_KEY_PREFIX,
	SECRET_KEY_PREFIX,
	SECRET_PREFIX,
	signedHeaders,
} from '../../src/webhook/signature.ts';
import { isSignedFor } from '../support/public-key.ts';

const OLD = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW = `${SECRET_PREFIX}${btoa('another secret of thirty-two byt')}`;
const WEBHOOK = { id: 'evt_1', body: '{"type":"user.created","data":{"name":"Zoë"}}' };

function secretOf(bytes: number): string {
	return SECRET_PREFIX + btoa('k'.repeat(bytes));
}

describe('signing', () => {
	test('agrees with the published example', async () => {
		// The test vector of the reference libraries.
		const webhook = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };
		expect(await signedHeaders(webhook, 1_614_265_330_000, [OLD])).toEqual({
			'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
			'webhook-timestamp': '1614265330',
			'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
		});
	});

	test('with two secrets satisfies a receiver that knows either', async () => {
		const headers = await signedHeaders(WEBHOOK, Date.now(), [NEW, OLD]);
		for (const secret of [OLD, NEW]) {
			expect(new Webhook(secret).verify(WEBHOOK.body, headers)).toEqual(JSON.parse(WEBHOOK.body));
		}
	});

	test('covers the body, the id and the secret', async () => {
		const headers = await signedHeaders(WEBHOOK, Date.now(), [OLD]);
		const verify = (secret: string, body: string, changed: Record<string, string>) => () =>
			new Webhook(secret).verify(body, { ...headers, ...changed });
		expect(verify(OLD, WEBHOOK.body, {})).not.toThrow();
		expect(verify(OLD, `${WEBHOOK.body} `, {})).toThrow('No matching signature');
		expect(verify(OLD, WEBHOOK.body, { 'webhook-id': 'evt_2' })).toThrow('No matching signature');
		expect(verify(NEW, WEBHOOK.body, {})).toThrow('No matching signature');
	});
});

/** The base64 of bytes in hex. */
function fromHex(hex: string): string {
	return btoa(hex.replace(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16))));
}

describe('signing with a key pair', () => {
	// RFC 8032 §7.1, TEST 1.
	const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
	const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
	const secretKey = SECRET_KEY_PREFIX + fromHex(SEED + PUBLIC);
	const publicKey = PUBLIC_KEY_PREFIX + fromHex(PUBLIC);
	const { body } = WEBHOOK;

	test('is verified with the public key alone, over id, timestamp and body', async () => {
		const headers = await signedHeaders(WEBHOOK, 1_700_000_000_999, [secretKey]);
		expect(headers['webhook-timestamp']).toBe('1700000000');
		expect(headers['webhook-signature']).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/);
		expect(await isSignedFor(publicKey, { headers, body })).toBe(true);
		expect(await isSignedFor(publicKey, { headers, body: `${body} ` })).toBe(false);
		const renamed = { ...headers, 'webhook-id': 'evt_2' };
		expect(await isSignedFor(publicKey, { headers: renamed, body })).toBe(false);
		const later = { ...headers, 'webhook-timestamp': '1700000001' };
		expect(await isSignedFor(publicKey, { headers: later, body })).toBe(false);
	});

	test('a pair that was made here signs what its public half verifies, whatever the body', async () => {
		const pair = await newEd25519Pair();
		const made = PUBLIC_KEY_PREFIX + pair.publicKey;
		await fc.assert(
			fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
				const webhook = { id: 'evt_1', body: text };
				const headers = await signedHeaders(webhook, 0, [SECRET_KEY_PREFIX + pair.secretKey]);
				expect(await isSignedFor(made, { headers, body: text })).toBe(true);
				expect(await isSignedFor(publicKey, { headers, body: text })).toBe(false);
			}),
			{ numRuns: 25 },
		);
		expect((await newEd25519Pair()).secretKey).not.toBe(pair.secretKey);
	});

	test('stands beside the other scheme: each receiver finds the signature it knows', async () => {
		const headers = await signedHeaders(WEBHOOK, Date.now(), [secretKey, OLD]);
		expect(headers['webhook-signature']).toMatch(/^v1a,[^ ]+ v1,[^ ]+$/);
		expect(await isSignedFor(publicKey, { headers, body })).toBe(true);
		expect(new Webhook(OLD).verify(WEBHOOK.body, headers)).toEqual(JSON.parse(WEBHOOK.body));
	});
});

describe('a brought secret', () => {
	test.each([
		[OLD, true],
		[secretOf(24), true],
		[secretOf(64), true],
		[secretOf(23), false],
		[secretOf(65), false],
		[secretOf(32).slice(SECRET_PREFIX.length), false],
		[secretOf(25).replace(/=+$/, ''), false],
		[`${SECRET_PREFIX}${'-_'.repeat(16)}`, false],
		[`${secretOf(32)}\n`, false],
		[SECRET_PREFIX, false],
		['', false],
		[SECRET_KEY_PREFIX + btoa('k'.repeat(64)), false],
	])('%j is accepted: %j', (secret, accepted) => {
		expect(checkSecret(secret).ok).toBe(accepted);
	});
});
