/** A receiver that knows nothing of an endpoint but its published key, and has nothing but WebCrypto. */

/** Whether it accepts a webhook. */
export async function isSignedFor(
	publicKey: string,
	{ headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<boolean> {
	const raw = bytesOf(publicKey.slice('whpk_'.length));
	const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
	const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
	const verdicts = (headers['webhook-signature'] ?? '')
		.split(' ')
		.filter((signature) => signature.startsWith('v1a,'))
		.map((signature) =>
			crypto.subtle.verify(
				'Ed25519',
				key,
				bytesOf(signature.slice('v1a,'.length)),
				new TextEncoder().encode(text),
			),
		);
	return (await Promise.all(verdicts)).includes(true);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
