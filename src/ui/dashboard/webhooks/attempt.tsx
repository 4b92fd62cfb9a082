/** /dashboard/webhooks/{id}/attempts/{attemptId}: one request, and its answer. */
import type { AttemptInFull } from '../../../contract/attempts.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Facts } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { tryRead } from '../access.ts';
import { directoryNames, KNOWN_DIRECTORIES, type DirectoryNames } from '../known-directories.tsx';
import { eventsOf, KINDS, OutcomeOf } from './attempts.tsx';
import { DirectoryLink, endpointPage, EventLink, present } from './frame.tsx';
import { RequestSent, ResponseReceived } from './request.tsx';
import { endpointPath } from './tabs.ts';

/** GET /dashboard/webhooks/{id}/attempts/{attemptId} */
export async function show(c: AppContext): Promise<Response> {
	const id = param(c, 'id');
	const { endpoint, attempt, directories, session } = await tryRead(c, {
		directories: KNOWN_DIRECTORIES,
		endpoint: { id: 'getWebhookEndpoint', params: { id } },
		attempt: { id: 'getAttempt', params: { id, attemptId: param(c, 'attemptId') } },
	});
	const found = present(attempt);
	return endpointPage(
		c,
		session,
		present(endpoint),
		{ part: 'Attempt' },
		<>
			<About of={found} names={directoryNames(directories)} />
			<h2>Request</h2>
			<RequestSent of={found.request} />
			<h2>Response</h2>
			<ResponseReceived answer={found.answer} />
		</>,
	);
}

function About(props: { readonly of: AttemptInFull; readonly names: DirectoryNames }) {
	const { of, names } = props;
	const replays = `${endpointPath(of.endpoint_id)}/replays`;
	return (
		<Facts
			of={[
				['Time', <Time at={of.attempted_at} />],
				['Outcome', <OutcomeOf of={of} />],
				['HTTP status', of.status ?? 'none'],
				['Duration', `${of.duration_ms} ms`],
				['Error', of.error ?? '–'],
				[
					'Kind',
					of.replay_id === null ? (
						KINDS[of.kind]
					) : (
						<a href={`${replays}/${of.replay_id}`}>
							Replay <code>{of.replay_id}</code>
						</a>
					),
				],
				...(of.kind === 'test'
					? []
					: [['Directory', <DirectoryLink id={of.directory_id} names={names} />] as const]),
				['Sequence', <Events of={of} />],
				['ID', <code>{of.id}</code>],
			]}
		/>
	);
}

/** The id of a request for one event begins with that of the event. */
function Events({ of }: { readonly of: AttemptInFull }) {
	const eventId = /^evt_[0-9a-f]{32}/.exec(of.webhook_id)?.[0];
	const isOne = of.first_sequence === of.last_sequence && of.kind !== 'test';
	if (!isOne || eventId === undefined || of.directory_id === null) return <>{eventsOf(of)}</>;
	return (
		<EventLink directoryId={of.directory_id} eventId={eventId}>
			{eventsOf(of)}
		</EventLink>
	);
}
