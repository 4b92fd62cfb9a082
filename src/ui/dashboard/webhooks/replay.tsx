/** /dashboard/webhooks/{id}/replays/{replayId}: how far a replay has come in each directory. */
import { param, type AppContext } from '../../../http/context.ts';
import { Facts, Pager, Table } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { can, tryRead } from '../access.ts';
import { directoryNames, KNOWN_DIRECTORIES } from '../known-directories.tsx';
import { DirectoryLink, endpointPage, present } from './frame.tsx';
import { Cancel, ReplayState, SOURCES } from './replays.tsx';

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
					['Status', <ReplayState of={replay} />],
					['Source', SOURCES[replay.source]],
					['Event types', replay.types?.join(', ') ?? 'All'],
					['Directories completed', `${replay.directories_done} of ${replay.directories}`],
					['Sequences left', replay.sequences_left],
					['Started', <Time at={replay.created_at} />],
					['ID', <code>{replay.id}</code>],
				]}
			/>
			{can(session, 'cancelReplay') ? <Cancel of={replay} /> : null}
			<Table
				caption="Progress by directory"
				heads={[
					'Directory',
					'Status',
					'Next sequence',
					'Last sequence',
					'Failed attempts',
					'Next attempt',
					'Last error',
				]}
				rows={replay.progress.data.map((progress) => [
					<DirectoryLink id={progress.directory_id} names={names} />,
					<ReplayState of={progress} />,
					progress.state === 'done' ? null : progress.next_sequence,
					progress.until_sequence,
					progress.attempts,
					<Time at={progress.due_at} />,
					progress.last_error === null ? null : <div class="told">{progress.last_error}</div>,
				])}
			/>
			<Pager next={replay.progress.next_cursor} />
		</>,
	);
}
