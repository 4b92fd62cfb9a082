/** Signatures, as receivers with the reference library verify them. */
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { checkSecret, SECRET_PREFIX, signedHeaders } from '../../src/webhook/signature.ts';

const OLD = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW = `${SECRET_PREFIX}${btoa('another secret of thirty-two byt')}`;
const WEBHOOK = { id: 'evt_1', body: '{"type":"user.created","data":{"name":"Zoë"}}' };

function secretOf(bytes: number): string {
	return SECRET_PREFIX + btoa('k'.repeat(bytes));
}

describe('signing', () => {
	test('agrees with the published example', () => {
		// The test vector of the reference libraries.
		const webhook = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };
		expect(signedHeaders(webhook, 1_614_265_330_000, [OLD])).toEqual({
			'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
			'webhook-timestamp': '1614265330',
			'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
		});
	});

	test('with two secrets satisfies a receiver that knows either', () => {
		const headers = signedHeaders(WEBHOOK, Date.now(), [NEW, OLD]);
		for (const secret of [OLD, NEW]) {
			expect(new Webhook(secret).verify(WEBHOOK.body, headers)).toEqual(JSON.parse(WEBHOOK.body));
		}
	});

	test('covers the body, the id and the secret', () => {
		const headers = signedHeaders(WEBHOOK, Date.now(), [OLD]);
		const verify = (secret: string, body: string, changed: Record<string, string>) => () =>
			new Webhook(secret).verify(body, { ...headers, ...changed });
		expect(verify(OLD, WEBHOOK.body, {})).not.toThrow();
		expect(verify(OLD, `${WEBHOOK.body} `, {})).toThrow('No matching signature');
		expect(verify(OLD, WEBHOOK.body, { 'webhook-id': 'evt_2' })).toThrow('No matching signature');
		expect(verify(NEW, WEBHOOK.body, {})).toThrow('No matching signature');
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
	])('%j is accepted: %j', (secret, accepted) => {
		expect(checkSecret(secret).ok).toBe(accepted);
	});
});
