/** Why somebody has access, or none any more: what is concluded from which facts. */
import { describe, expect, test } from 'vitest';
import type { AccessChange, AccessDelivery } from '../../src/doctor/access-deliveries.ts';
import { ACCESS_FINDINGS } from '../../src/doctor/access-findings.ts';
import { concludeAccess, type AccessFacts, type OtherAccount } from '../../src/doctor/access.ts';

const T = Date.parse('2026-03-01T10:00:00Z');

const delivery = (
	status: AccessDelivery['status'],
	more: Partial<AccessDelivery> = {},
): AccessDelivery => ({
	endpointId: 'ep_1',
	endpoint: 'CRM',
	status,
	attempts: 0,
	attemptsAtNext: 0,
	lastError: null,
	failingSince: null,
	nextTryAt: null,
	...more,
});

const change = (
	deliveries: readonly AccessDelivery[],
	more: Partial<AccessChange> = {},
): AccessChange => ({
	eventId: 'evt_1',
	type: 'user.updated',
	at: T,
	group: null,
	source: 'scim',
	deliveries,
	...more,
});

const other: OtherAccount = {
	directoryId: 'dir_2',
	directory: 'Acme 2',
	product: 'contractors',
	userId: 'usr_2',
	userName: 'jane@acme.example',
	state: 'active',
	isHere: false,
};

const inactive: AccessFacts = {
	isLimited: false,
	others: [],
	name: 'Jane',
	state: 'inactive',
	groups: [],
	ended: { eventId: 'evt_1', at: T, source: 'scim' },
	isDirectoryActive: true,
	heldSince: null,
	lastWrite: { at: T - 5, method: 'PATCH', status: 200 },
	changes: [change([delivery('delivered')])],
};
const active: AccessFacts = { ...inactive, state: 'active', ended: null };

const failing = { attempts: 3, lastError: 'HTTP 500', failingSince: T, nextTryAt: T + 60_000 };

/** What is different, the codes, and what the text says. */
const unheard = [change([delivery('not_subscribed')])];

const CASES: readonly (readonly [string, AccessFacts, readonly string[], RegExp])[] = [
	[
		'all is well',
		inactive,
		['inactive', 'delivered'],
		/identity provider deactivated Jane at 2026-03-01T10:00:00\.000Z/,
	],
	[
		'she has another account, which is active',
		{ ...inactive, others: [{ ...other, state: 'inactive' }, other] },
		['active_elsewhere', 'inactive', 'delivered'],
		/^jane@acme\.example is still active in the directory “Acme 2” \(contractors\)\.$/,
	],
	[
		'she was deleted and made again',
		{ ...inactive, state: 'deleted', others: [{ ...other, isHere: true }] },
		['active_elsewhere', 'deleted', 'delivered'],
		/is still active as another user in this directory/,
	],
	[
		'her other account is gone',
		{ ...inactive, others: [{ ...other, state: 'deleted' }] },
		['inactive', 'delivered'],
		/deactivated Jane/,
	],
	[
		'she is active here and elsewhere',
		{ ...active, others: [other] },
		['active_elsewhere', 'active', 'no_deprovisioning', 'delivered'],
		/is also active in/,
	],
	[
		'a user name keeps its letters at the start of a sentence',
		{ ...inactive, name: 'jane@acme.example', ended: null },
		['inactive', 'delivered'],
		/^jane@acme\.example is inactive/,
	],
	[
		'nothing was asked for',
		active,
		['active', 'no_deprovisioning', 'delivered'],
		/^The identity provider has not deactivated or deleted Jane\. Its last request was a PATCH at .* \(200\)\. .* Jane is still active at the identity provider\.$/,
	],
	[
		'no request is kept',
		{ ...active, lastWrite: null },
		['active', 'no_deprovisioning', 'delivered'],
		/No request to change Jane is on record/,
	],
	[
		'it was refused',
		{ ...active, lastWrite: { at: T, method: 'DELETE', status: 400 } },
		['active', 'request_refused', 'delivered'],
		/was refused: DELETE at .* \(400\)/,
	],
	[
		'the directory is deactivated',
		{ ...inactive, isDirectoryActive: false },
		['inactive', 'directory_inactive', 'delivered'],
		/is deactivated/,
	],
	[
		'a second DELETE of who is gone is no fault',
		{ ...inactive, state: 'deleted', lastWrite: { at: T, method: 'DELETE', status: 404 } },
		['deleted', 'delivered'],
		/deleted Jane at/,
	],
	[
		'it is not known since when',
		{ ...inactive, ended: null, groups: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
		['inactive', 'delivered'],
		/^Jane is inactive\. Jane is still a member of “a”, “b”, “c”, “d”, “e” and 2 more\./,
	],
	[
		'Google did it',
		{ ...inactive, ended: { eventId: 'evt_1', at: T, source: 'google' } },
		['inactive', 'delivered'],
		/Google sync deactivated Jane/,
	],
	[
		'an endpoint does not accept it',
		{ ...inactive, changes: [change([delivery('waiting', failing)])] },
		['inactive', 'delivery_failing'],
		/“CRM” has not accepted the user\.updated event from .*\. 3 attempts failed\. The next attempt is at .* have failed since .* HTTP 500\.$/,
	],
	[
		'an endpoint does not accept what comes before it',
		{
			...inactive,
			changes: [
				change([
					delivery('waiting', { ...failing, attempts: 0, attemptsAtNext: 3, failingSince: null }),
				]),
			],
		},
		['inactive', 'delivery_failing'],
		/\. The event is waiting behind earlier events that failed\. The next attempt is at \S+ Last error: HTTP 500\.$/,
	],
	[
		'an endpoint accepts nothing of any directory',
		{ ...inactive, changes: [change([delivery('waiting', { failingSince: T })])] },
		['inactive', 'delivery_failing'],
		/has not accepted the user\.updated event from \S+\. All deliveries to the endpoint have failed since \S+\.$/,
	],
	[
		'it is on its way',
		{ ...inactive, changes: [change([delivery('waiting')])] },
		['inactive', 'delivery_waiting'],
		/is on its way/,
	],
	[
		'an application is to fetch it',
		{ ...inactive, changes: [change([delivery('unfetched')])] },
		['inactive', 'delivery_unfetched'],
		/^The user\.updated event .* is ready at the endpoint “CRM”, but the application has not fetched it yet\.$/,
	],
	[
		'the brake holds it',
		{ ...inactive, heldSince: T, changes: [change([delivery('held')])] },
		['inactive', 'delivery_held'],
		/Resume deliveries or discard held events/,
	],
	[
		'it is a dead letter',
		{ ...inactive, changes: [change([delivery('dead_letter', { attempts: 1 })])] },
		['inactive', 'delivery_dead'],
		/1 attempt failed, and there will be no more\. Redeliver/,
	],
	[
		'it was discarded',
		{ ...inactive, changes: [change([delivery('discarded')])] },
		['inactive', 'delivery_discarded'],
		/Start a replay to send it/,
	],
	[
		'the endpoint is disabled',
		{ ...inactive, changes: [change([delivery('endpoint_disabled', { lastError: 'HTTP 410' })])] },
		['inactive', 'endpoint_disabled'],
		/is disabled\. Reason: HTTP 410\./,
	],
	[
		'what became of it is not kept',
		{ ...inactive, changes: [change([delivery('settled')])] },
		['inactive', 'delivery_unknown'],
		/no record any more/,
	],
	[
		'there is no endpoint',
		{ ...inactive, changes: [change([])] },
		['inactive', 'nobody_told'],
		/^No endpoint received the user\.updated event .*, because none covers this directory\./,
	],
	[
		'no endpoint subscribes to it',
		{ ...inactive, changes: unheard },
		['inactive', 'nobody_subscribed'],
		/because user\.updated is not among the subscribed events of “CRM”\. Add it/,
	],
	[
		'the only endpoint is younger',
		{ ...inactive, changes: [change([delivery('not_subscribed'), delivery('before_endpoint')])] },
		['inactive', 'endpoints_too_young'],
		/older than “CRM”\. Start a replay to send it/,
	],
	[
		'who asks may not see all endpoints',
		{ ...inactive, changes: unheard, isLimited: true },
		['inactive', 'nobody_subscribed'],
		/^No endpoint that this key can access received/,
	],
	[
		'one hears of it, another does not',
		{ ...inactive, changes: [change([delivery('not_subscribed'), delivery('delivered')])] },
		['inactive', 'delivered'],
		/“CRM”/,
	],
	[
		'the same fault of an endpoint is told once, of the latest change',
		{
			...inactive,
			changes: [
				change([delivery('waiting', failing)], { type: 'group.user_removed', group: 'Crew' }),
				change([delivery('waiting', failing)]),
			],
		},
		['inactive', 'delivery_failing'],
		/group\.user_removed event for the group “Crew”/,
	],
];

describe('the conclusion', () => {
	test.each(CASES)('%s', (_name, facts, codes, text) => {
		const findings = concludeAccess(facts);
		expect(findings.map(({ code }) => code)).toEqual(codes);
		expect(findings.some((finding) => text.test(finding.text))).toBe(true);
	});

	test('every finding comes up', () => {
		const found = CASES.flatMap(([, facts]) => concludeAccess(facts).map(({ code }) => code));
		expect(
			Object.keys(ACCESS_FINDINGS).filter((code) => !found.some((each) => each === code)),
		).toEqual([]);
	});
});
