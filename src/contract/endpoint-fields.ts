/** The single fields of webhook endpoints in the /v1 API: what each may hold. */
import * as z from 'zod';
import { checkHeaders } from '../webhook/headers.ts';
import { checkSecret } from '../webhook/signature.ts';
import { typePatterns } from './events.ts';
import { text } from './shared.ts';

const MAX_BATCH = 100;

/** A display name, or a reason. */
export const remark = text.trim().max(200);

/** Where events are sent. */
export const url = z
	.string()
	.min(1, { abort: true })
	.max(2000)
	.refine((given) => URL.canParse(given), { error: 'must be a complete URL, such as https://…' });

/** The subscribed types. */
export const types = typePatterns.describe(
	'Exact event types or groups of them (`user.*`); every type when left out.',
);

/** Events in one request. */
export const maxBatch = z
	.int()
	.min(1)
	.max(MAX_BATCH)
	.describe('Maximum number of consecutive events in one request; more than 1 changes its format.');

/** Custom headers. */
export const headers = z
	.record(z.string(), z.string())
	.check((ctx) => {
		const checked = checkHeaders(ctx.value);
		if (checked.ok) return;
		for (const { name: header, detail } of checked.error) {
			const path = header === undefined ? [] : [header];
			ctx.issues.push({ code: 'custom', message: detail, path, input: ctx.value });
		}
	})
	.describe('Custom headers for each request; never shown again.');

/** A secret of one's own. */
export const secret = z
	.string()
	.check((ctx) => {
		const checked = checkSecret(ctx.value);
		if (checked.ok) return;
		ctx.issues.push({ code: 'custom', message: checked.error, input: ctx.value });
	})
	.describe('Your own secret: `whsec_` and 24 to 64 bytes in base64; generated when left out.');

/** The audience of Security Event Tokens. */
export const audience = z
	.string()
	.trim()
	.min(1)
	.max(2000)
	.describe('The `aud` of Security Event Tokens; the URL of the endpoint when left out.');

/** Whether anything is sent. */
export const state = z
	.enum(['enabled', 'disabled'])
	.describe(
		'Nothing is sent to a disabled endpoint; once enabled again, it continues where it stopped.',
	);
/** What is sent. */
export const format = z
	.enum(['webhook', 'set'])
	.describe('Webhooks, or Security Event Tokens (RFC 8417).');
/** Who asks for it. */
export const delivery = z
	.enum(['push', 'poll'])
	.describe('`poll`: the receiver fetches events (RFC 8936) instead of receiving them (RFC 8935).');
/** How webhooks are signed. */
export const signing = z.enum(['symmetric', 'asymmetric']);
