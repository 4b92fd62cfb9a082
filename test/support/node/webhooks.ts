/** Webhooks as Rollcall sends them, made for tests with the server's own signer. */
import { generateKeyPairSync } from 'node:crypto';
import type { RollcallEvent } from '../../../src/sdk/index.ts';
import { signedHeaders } from '../../../src/webhook/signature.ts';

/** A symmetric secret, another one for each number. */
export function aSecret(seed: number): string {
	return `whsec_${Buffer.alloc(32, seed).toString('base64')}`;
}

/** A new pair as Standard Webhooks writes it. */
export async function aKeyPair(): Promise<{ secretKey: string; publicKey: string }> {
	const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
	const [seed, publicKey] = [jwk.d, jwk.x].map((part) => Buffer.from(part ?? '', 'base64url'));
	return {
		secretKey: `whsk_${Buffer.concat([seed!, publicKey!]).toString('base64')}`,
		publicKey: `whpk_${publicKey!.toString('base64')}`,
	};
}

/** What a test wants to say of an event. */
interface EventParts {
	readonly type: string;
	readonly sequence?: number;
	readonly directory_id?: string;
	readonly data?: Readonly<Record<string, unknown>>;
}

/** An event; its id is made of its sequence and its directory, as one event has one of each. */
export function anEvent({ type, sequence = 42, directory_id = 'dir_1', data }: EventParts) {
	return {
		id: `evt_${directory_id}_${sequence}`,
		type,
		timestamp: '2026-11-23T16:05:12.345Z',
		sequence,
		directory_id,
		tenant: 'acme',
		product: 'crm',
		data: { id: 'u1', email: 'ada@acme.example', active: true, ...data },
	} as unknown as RollcallEvent;
}

/** The POST of one event, or of a batch of them. */
export async function webhookRequest(
	events: RollcallEvent | readonly RollcallEvent[],
	secret: string,
	url = 'http://localhost/webhooks',
): Promise<Request> {
	const list: readonly RollcallEvent[] = [events].flat();
	const [first] = list;
	const isBatch = Array.isArray(events);
	const body = JSON.stringify(
		isBatch ? { type: 'batch', timestamp: first!.timestamp, data: list } : first,
	);
	const id = isBatch ? `${first!.id}_${list.at(-1)!.sequence}` : first!.id;
	return new Request(url, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			...(await signedHeaders({ id, body }, Date.now(), [secret])),
		},
		body,
	});
}
