/** Reads a poll: who asks, and for what. */
import { pollRequest, type PollRequest } from '../../contract/sets.ts';
import { now } from '../../platform/clock.ts';
import { equalSecrets, unseal } from '../../platform/crypto.ts';
import { err, ok, type Result } from '../../result.ts';
import { findEndpoint, type Endpoint } from '../../store/webhook-endpoints.ts';
import { bearerOf, type AppContext } from '../context.ts';
import { setError } from './respond.ts';

/** Some 3,000 acknowledgements. */
const BODY_BYTES_MAX = 256 * 1024;

/** The poll endpoint of the path, if the request carries its token; one that is not there has none. */
export async function authenticate(c: AppContext): Promise<Result<Endpoint, Response>> {
	const endpoint = await findEndpoint(c.get('db'), c.req.param('endpointId') ?? '');
	const isGood = endpoint?.delivery === 'poll' && (await isToken(c, endpoint, bearerOf(c)));
	if (endpoint === undefined || !isGood) {
		const detail = 'Send the token of this endpoint as "Authorization: Bearer <token>".';
		return err(setError(401, detail, { 'WWW-Authenticate': 'Bearer realm="Rollcall"' }));
	}
	return endpoint.state === 'enabled'
		? ok(endpoint)
		: err(
				setError(403, `The endpoint is disabled: ${endpoint.disabledReason ?? 'no reason given'}`),
			);
}

/** Compares with the token, and with the one before it while that is still good. */
async function isToken(c: AppContext, endpoint: Endpoint, given: string): Promise<boolean> {
	const { masterKey } = c.get('config');
	const { id, secret, previousSecret, previousSecretUntil } = endpoint;
	const sealed = [secret];
	if (previousSecret !== null && (previousSecretUntil ?? 0) > now()) sealed.push(previousSecret);
	const tokens = await Promise.all(sealed.map((each) => unseal(masterKey, id, each)));
	const matches = await Promise.all(tokens.map((token) => equalSecrets(given, token)));
	return matches.includes(true);
}

/** The body of a poll (RFC 8936 §2.2). */
export async function readPoll(c: AppContext): Promise<Result<PollRequest, Response>> {
	const mediaType = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
	if (mediaType !== 'application/json') {
		return err(setError(415, 'Content-Type must be application/json.'));
	}
	const isTooLarge = Number(c.req.header('Content-Length') ?? 0) > BODY_BYTES_MAX;
	const text = isTooLarge ? '' : await c.req.text();
	if (isTooLarge || text.length > BODY_BYTES_MAX) {
		return err(setError(413, `The body may have ${BODY_BYTES_MAX} bytes at most.`));
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return err(setError(400, 'The body is not valid JSON.'));
	}
	const parsed = pollRequest.safeParse(value);
	if (parsed.success) return ok(parsed.data);
	const problems = parsed.error.issues.map(
		({ path, message }) => `${path.join('.') || 'body'}: ${message}`,
	);
	return err(setError(400, problems.join('; ')));
}
