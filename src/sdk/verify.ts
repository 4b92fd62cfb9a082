/**
 * Proves that a webhook comes from Rollcall and is fresh, and only then reads it. The HMAC is that of
 * the reference library of Standard Webhooks, ed25519 the platform's; no cryptography is made here.
 */
import { Webhook, WebhookVerificationError as NotSigned } from 'standardwebhooks';
import type { Event, EventBatch } from './api-types.ts';
import { RollcallError } from './errors.ts';

/** Header fields in any of the forms in which frameworks hold them; letter case does not matter. */
export type WebhookHeaders =
	| { get(name: string): string | null }
	| Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * What is wrong with a webhook: its `headers` are missing or malformed; its `timestamp` is more than
 * five minutes away from this machine's clock; no `signature` is by one of the secrets; or it is
 * signed, but its `payload` is no event.
 */
export type VerificationFailure = 'headers' | 'timestamp' | 'signature' | 'payload';

/** The webhook is not to be trusted, or cannot be read; `reason` says why. */
export class WebhookVerificationError extends RollcallError {
	override readonly name = 'WebhookVerificationError';
	readonly reason: VerificationFailure;

	constructor(reason: VerificationFailure, message: string) {
		super(message);
		this.reason = reason;
	}
}

/** How far clocks may differ, and how long a captured webhook is good for (Standard Webhooks, "Verifying"). */
const TOLERANCE_SECONDS = 5 * 60;

const SECRET_PREFIX = 'whsec_';
const PUBLIC_KEY_PREFIX = 'whpk_';

/** RFC 8032 §5.1.5. */
const PUBLIC_KEY_BYTES = 32;

/** A webhook as it came, with the headers that it must have. */
interface Signed {
	readonly id: string;
	readonly timestamp: string;
	readonly signatures: string;
	readonly text: string;
}

/**
 * Verifies a webhook and reads it: one event, or the batch that an endpoint gets whose `max_batch` is
 * more than 1. `payload` is the body exactly as it came, never parsed and put together again. `secret` is
 * that of the endpoint (`whsec_…`, or `whpk_…` where it signs with a key pair), or several while one
 * is being changed. Throws WebhookVerificationError for a webhook that is not to be trusted, TypeError
 * for a secret that is none.
 */
export async function verifyWebhook(
	payload: string | Uint8Array,
	headers: WebhookHeaders,
	secret: string | readonly string[],
): Promise<Event | EventBatch> {
	const secrets = typeof secret === 'string' ? [secret] : [...(secret ?? [])];
	secrets.forEach(checkSecret);
	if (secrets.length === 0) throw new TypeError('There is no webhook secret to verify with.');
	const signed = readSigned(payload, headers);
	for (const each of secrets) {
		// One after the other: the first is nearly always the right one.
		if (await isSignedBy(each, signed)) return readPayload(signed.text);
	}
	throw new WebhookVerificationError('signature', 'No signature of the webhook is by the secret.');
}

/** The message never holds the secret. */
function checkSecret(secret: unknown): asserts secret is string {
	const isSecret =
		typeof secret === 'string' &&
		(secret.startsWith(SECRET_PREFIX)
			? bytesOf(secret.slice(SECRET_PREFIX.length)) !== undefined
			: secret.startsWith(PUBLIC_KEY_PREFIX) &&
				bytesOf(secret.slice(PUBLIC_KEY_PREFIX.length))?.length === PUBLIC_KEY_BYTES);
	if (!isSecret) {
		throw new TypeError('A webhook secret is whsec_ or whpk_ and base64. Is the variable set?');
	}
}

function readSigned(payload: string | Uint8Array, headers: WebhookHeaders): Signed {
	const id = headerOf(headers, 'webhook-id');
	const timestamp = headerOf(headers, 'webhook-timestamp');
	if (!/^\d{1,12}$/.test(timestamp)) {
		throw new WebhookVerificationError('headers', 'webhook-timestamp is not a number of seconds.');
	}
	const age = Math.floor(Date.now() / 1000) - Number(timestamp);
	if (Math.abs(age) > TOLERANCE_SECONDS) {
		throw new WebhookVerificationError(
			'timestamp',
			`The webhook is ${Math.abs(age)} seconds ${age > 0 ? 'old' : 'ahead'}: is the clock of this machine right?`,
		);
	}
	const signatures = headerOf(headers, 'webhook-signature');
	return { id, timestamp, signatures, text: textOf(payload) };
}

/** A header that is there once. */
function headerOf(headers: WebhookHeaders, name: string): string {
	const value = isGetter(headers) ? headers.get(name) : findHeader(headers, name);
	if (typeof value !== 'string' || value === '') {
		throw new WebhookVerificationError('headers', `The header ${name} is missing.`);
	}
	return value;
}

function isGetter(headers: WebhookHeaders): headers is { get(name: string): string | null } {
	return typeof headers?.get === 'function';
}

function findHeader(
	headers: Readonly<Record<string, string | readonly string[] | undefined>>,
	name: string,
): unknown {
	const found = Object.entries(headers ?? {}).filter(([key]) => key.toLowerCase() === name);
	const values: readonly unknown[] = found.flatMap(([, value]) => value ?? []);
	return values.length === 1 ? values[0] : undefined;
}

/** What is no UTF-8 was not signed by us, and a byte order mark is part of what is signed. */
function textOf(payload: string | Uint8Array): string {
	if (typeof payload === 'string') return payload;
	if (!(payload instanceof Uint8Array)) {
		throw new TypeError(
			'The payload is the body as it came, text or bytes: take it before anything parses it.',
		);
	}
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload);
	} catch {
		throw new WebhookVerificationError('signature', 'The body is not UTF-8, so it is not signed.');
	}
}

async function isSignedBy(secret: string, signed: Signed): Promise<boolean> {
	return secret.startsWith(SECRET_PREFIX)
		? isSignedBySecret(secret, signed)
		: await isSignedByKey(secret, signed);
}

/** `v1` (Standard Webhooks, "Signature scheme"). */
function isSignedBySecret(secret: string, { id, timestamp, signatures, text }: Signed): boolean {
	const headers = {
		'webhook-id': id,
		'webhook-timestamp': timestamp,
		'webhook-signature': signatures,
	};
	try {
		new Webhook(secret).verify(text, headers, { jsonParse: false });
		return true;
	} catch (error) {
		if (error instanceof NotSigned) return false;
		throw error;
	}
}

/** `v1a`: ed25519 over the same text as `v1`. */
async function isSignedByKey(publicKey: string, signed: Signed): Promise<boolean> {
	const { subtle } = crypto;
	const raw = bytesOf(publicKey.slice(PUBLIC_KEY_PREFIX.length)) ?? new Uint8Array();
	const key = await subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
	const text = new TextEncoder().encode(`${signed.id}.${signed.timestamp}.${signed.text}`);
	const candidates = signed.signatures
		.split(' ')
		.filter((each) => each.startsWith('v1a,'))
		.map((each) => bytesOf(each.slice('v1a,'.length)));
	const found = candidates.map(
		async (bytes) => bytes !== undefined && (await subtle.verify('Ed25519', key, bytes, text)),
	);
	return (await Promise.all(found)).includes(true);
}

/** Undefined for what is no base64, and for none at all. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
	try {
		const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
		return bytes.length === 0 ? undefined : bytes;
	} catch {
		return undefined;
	}
}

function readPayload(text: string): Event | EventBatch {
	const payload = parse(text);
	if (isObject(payload)) {
		if (isEvent(payload)) return payload;
		const { type, data } = payload;
		if (type === 'batch' && Array.isArray(data) && data.length > 0 && data.every(isEvent)) {
			return payload as unknown as EventBatch;
		}
	}
	throw new WebhookVerificationError(
		'payload',
		'The webhook is signed, but it is no event of Rollcall.',
	);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** What an event of any type has; what its `data` holds, its type says. */
function isEvent(value: unknown): value is Event {
	if (!isObject(value)) return false;
	const { id, type, directory_id: directoryId, sequence, data } = value;
	return (
		[id, type, directoryId].every((each) => typeof each === 'string' && each !== '') &&
		Number.isSafeInteger(sequence) &&
		Number(sequence) >= 0 &&
		isObject(data)
	);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
