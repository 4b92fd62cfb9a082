/** Reads a poll: who asks, and for what. */
import { pollRequest, type PollRequest } from '../../contract/sets.ts';
import { now } from '../../platform/clock.ts';
import { equalSecrets, unseal } from '../../platform/crypto.ts';
import { err, ok, type Result } from '../../result.ts';
import { findEndpoint, secretsAt, type Endpoint } from '../../store/webhook-endpoints.ts';
import { bearerOf, param, type AppContext } from '../context.ts';
import { readJson } from '../json-body.ts';
import { setError } from './respond.ts';

/** Some 3,000 acknowledgements. */
const BODY_BYTES_MAX = 256 * 1024;

/** The poll endpoint of the path, if the request carries its token; one that is not there has none. */
export async function authenticate(c: AppContext): Promise<Result<Endpoint, Response>> {
	const endpoint = await findEndpoint(c.get('db'), param(c, 'endpointId'));
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

/**
 * Compares with the token, and with the one before it while that is still good. One that cannot be
 * opened, because the master key has changed, is good for nobody.
 */
async function isToken(c: AppContext, endpoint: Endpoint, given: string): Promise<boolean> {
	const { masterKey } = c.get('config');
	const sealed = secretsAt(endpoint, now());
	const tokens = await Promise.all(sealed.map((each) => unseal(masterKey, endpoint.id, each)));
	const matches = await Promise.all(
		tokens.map(async (token) => token !== undefined && (await equalSecrets(given, token))),
	);
	return matches.includes(true);
}

/** The body of a poll (RFC 8936 §2.2). */
export async function readPoll(c: AppContext): Promise<Result<PollRequest, Response>> {
	const body = await readJson(c, BODY_BYTES_MAX);
	if (!body.ok) return err(setError(body.error.status, body.error.detail));
	const parsed = pollRequest.safeParse(body.value);
	if (parsed.success) return ok(parsed.data);
	const problems = parsed.error.issues.map(
		({ path, message }) => `${path.join('.') || 'body'}: ${message}`,
	);
	return err(setError(400, problems.join('; ')));
}
