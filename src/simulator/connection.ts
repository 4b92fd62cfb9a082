/** The connection test: what a client sends before it is switched on, and what to do where it fails. */
import { err, ok, type Result } from '../result.ts';
import type { Failure, Reply } from './caller.ts';
import type { Client } from './client.ts';
import type { Findings } from './findings.ts';
import { isObject } from '../transcript/json.ts';
import type { Probe } from './model.ts';
import type { Organisation, Team } from './people.ts';
import { readList } from './replies.ts';

/** Why the run ended at the connection test. */
export interface Refusal {
	readonly message: string;
	/** What to do about it. */
	readonly remedy: string;
}

/** Tests the connection as the client does. A server that passes may still have findings. */
export async function testConnection(
	client: Client,
	findings: Findings,
	organisation: Organisation,
): Promise<Result<void, Refusal>> {
	const { caller, model } = client;
	caller.phase = 'connection test';
	/** The first that was answered: from then on the URL is known to be right. */
	let answered: Probe | undefined;
	for (const probe of model.probes) {
		const got = await caller.call(
			{ method: 'GET', target: probe.target },
			{
				statuses: probe.statuses ?? [200],
				on404: probe.wants === 'nobody' ? 'not-found-status' : 'status',
			},
		);
		if (caller.isStopped) break;
		if (!got.ok) return err(refusalOf(client, findings, { probe, answered }, got.error));
		if (!meets(client, probe, got.value)) {
			return err({
				message: `GET ${probe.target} is not answered with ${WANTED[probe.wants]}.`,
				remedy: 'See the response in the finding.',
			});
		}
		answered ??= probe;
	}
	if (model.trial === true && !caller.isStopped && !(await tryOut(client, organisation))) {
		return err({
			message: `${model.name} creates and deletes a test user and a test group to test the connection, and that failed.`,
			remedy: 'See the requests in the findings.',
		});
	}
	return ok(undefined);
}

const WANTED = {
	list: 'a ListResponse',
	nobody: 'an empty ListResponse',
	object: 'a JSON object',
} as const;

function meets({ caller }: Client, { wants }: Probe, reply: Reply): boolean {
	// The status says it all; the body of an error is no list.
	if (reply.status !== 200) return true;
	if (wants !== 'object') {
		const list = readList(caller, reply);
		if (wants === 'nobody' && list !== undefined && list.resources.length > 0) {
			caller.note('filter-ignored', 'A query without matches returned a user.', reply);
		}
		return list !== undefined;
	}
	if (isObject(reply.json)) return true;
	caller.note('not-json', 'The response is not a JSON object.', reply);
	return false;
}

async function tryOut(client: Client, { trial }: Organisation): Promise<boolean> {
	const { users, groups } = client;
	const team: Team = {
		key: 'trial',
		hex: trial.hex,
		displayName: `Test Group ${trial.hex.slice(0, 8)}`,
	};
	const person = { ...trial, displayName: `${trial.displayName} B` };
	return (
		(await users.provision(trial)) &&
		(await users.update(person)) &&
		(groups === undefined ||
			((await groups.provision(team, [])) && (await groups.delete(team.key)))) &&
		(await users.delete(trial.key))
	);
}

/** What the person at the keyboard is to hear of the answer that ended it. */
function refusalOf(
	{ model }: Client,
	findings: Findings,
	{ probe: { target }, answered }: { readonly probe: Probe; readonly answered: Probe | undefined },
	{ exchange }: Failure,
): Refusal {
	const result = exchange?.result;
	if (result?.ok !== true) {
		return {
			message: `No response to GET ${target}: ${result?.error.detail ?? 'it is over'}.`,
			remedy: 'Check --url, and that the server is running and reachable from here.',
		};
	}
	const { status, headers, text } = result.value;
	if (status === 401 || status === 403) {
		return {
			message: `GET ${target} was answered ${status}: the token is not accepted.`,
			remedy:
				'Check --token: it is sent as "Authorization: Bearer …"; it may have expired, or belong to another directory.',
		};
	}
	if (status >= 300 && status < 400) {
		return {
			message: `GET ${target} redirects (${status}) to ${findings.excerpt(headers['location'] ?? 'nowhere')}.`,
			remedy:
				'Use the URL that it redirects to as --url. Redirects are not followed, to keep the token safe.',
		};
	}
	// This status is accepted: it is the body that is not.
	const isNoJson = status === 200;
	const isPage = /^\s*<(?:!doctype|html)/i.test(text);
	const isUrl = answered === undefined && (isNoJson || status === 404);
	return {
		message: isNoJson
			? `GET ${target} was answered with ${isPage ? 'a web page' : 'something that is not JSON'}.`
			: `GET ${target} was answered ${status}.`,
		remedy: isUrl
			? 'Check --url: it must be the SCIM base URL, without "/Users".'
			: remedyOf(model.name, status, answered),
	};
}

function remedyOf(client: string, status: number, answered: Probe | undefined): string {
	if (answered === undefined || status !== 404) return 'See the response in the finding.';
	return `The URL is right, since GET ${answered.target} was answered: the service lacks this endpoint, which ${client} requests before it can be activated.`;
}
