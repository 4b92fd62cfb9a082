/** /dashboard/webhooks/{id}/replays/{replayId}: how far a replay has come in each directory. */
import { param, type AppContext } from '../../../http/context.ts';
import { Facts, Pager, Table } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { can, tryRead } from '../access.ts';
import { directoryNames, KNOWN_DIRECTORIES } from '../known-directories.tsx';
import { DirectoryLink, endpointPage, present } from './frame.tsx';
import { Cancel, ReplayState } from './replays.tsx';

/** GET /dashboard/webhooks/{id}/replays/{replayId} */
export async function show(c: AppContext): Promise<Response> {
	const id = param(c, 'id');
	const found = await tryRead(c, {
		directories: KNOWN_DIRECTORIES,
		endpoint: { id: 'getWebhookEndpoint', params: { id } },
		replay: {
			id: 'getReplay',
			params: { id, replayId: param(c, 'replayId') },
			query: { limit: '50', cursor: c.req.query('cursor') },
		},
	});
	const { session } = found;
	const [endpoint, replay] = [present(found.endpoint), present(found.replay)];
	const names = directoryNames(found.directories);
	return endpointPage(
		c,
		session,
		endpoint,
		{ part: 'Replay' },
		<>
			<Facts
				of={[
					['State', <ReplayState of={replay} />],
					['Of', replay.source === 'log' ? 'the log' : 'dead letters'],
					['Types', replay.types?.join(', ') ?? 'all'],
					['Directories done', `${replay.directories_done} of ${replay.directories}`],
					['Places left in the logs', replay.sequences_left],
					['Begun', <Time at={replay.created_at} />],
					['Id', <code>{replay.id}</code>],
				]}
			/>
			{can(session, 'cancelReplay') ? <Cancel of={replay} /> : null}
			<Table
				caption="How far the replay has come in each directory"
				heads={['Directory', 'State', 'Next', 'Last', 'Failed tries', 'Next try', 'Last error']}
			>
				{replay.progress.data.map((progress) => (
					<tr>
						<th scope="row">
							<DirectoryLink id={progress.directory_id} names={names} />
						</th>
						<td>
							<ReplayState of={progress} />
						</td>
						<td>
							{progress.state === 'done' ? <span class="none">–</span> : progress.next_sequence}
						</td>
						<td>{progress.until_sequence}</td>
						<td>{progress.attempts}</td>
						<td>
							<Time at={progress.due_at} />
						</td>
						<td class="told">{progress.last_error ?? <span class="none">–</span>}</td>
					</tr>
				))}
			</Table>
			<Pager next={replay.progress.next_cursor} />
		</>,
	);
}
