/** /dashboard: what somebody has to look after, what goes on, and how directories are. */
import type { DirectoryHealth } from '../../contract/directory-health.ts';
import type { AppContext } from '../../http/context.ts';
import { read } from './access.ts';
import { ActivityCharts, hoursOf } from './overview/charts.tsx';
import { FailingEndpoints, HeldDirectories } from './overview/concerns.tsx';
import { FirstSteps } from './overview/first-steps.tsx';
import { HealthTable } from './overview/health-table.tsx';
import { page } from './page.tsx';

/** GET /dashboard */
export async function show(c: AppContext): Promise<Response> {
	const found = await read(c, {
		directories: { id: 'listDirectoryHealth' },
		held: { id: 'listDirectoryHealth', query: { deliveries: 'held', limit: '10' } },
		activity: { id: 'getActivity', query: { hours: String(hoursOf(c.req.query('hours'))) } },
		failing: { id: 'listWebhookEndpoints', query: { failing: 'true', limit: '100' } },
		withDeadLetters: {
			id: 'listWebhookEndpoints',
			query: { dead_letters: 'true', limit: '100' },
		},
		endpoints: { id: 'listWebhookEndpoints', query: { limit: '1' } },
	});
	const { directories, held, activity, failing, withDeadLetters, endpoints, session } = found;
	const hasDirectories = directories.data.length > 0;
	return page(
		c,
		session,
		{ title: 'Overview' },
		<>
			<HeldDirectories of={held} />
			<FailingEndpoints failing={failing} withDeadLetters={withDeadLetters} />
			<FirstSteps
				session={session}
				hasDirectories={hasDirectories}
				hasEndpoints={endpoints.data.length > 0}
			/>
			{hasDirectories ? <ActivityCharts activity={activity} /> : null}
			{hasDirectories ? <Directories of={directories} /> : null}
		</>,
	);
}

function Directories(props: {
	readonly of: { readonly data: readonly DirectoryHealth[]; readonly next_cursor: string | null };
}) {
	const { data, next_cursor: next } = props.of;
	return (
		<section aria-labelledby="directories">
			<h2 id="directories">Directories</h2>
			<HealthTable of={data.toSorted((left, right) => rankOf(left) - rankOf(right))} />
			<p>
				{next === null ? null : `These are the first ${data.length} that were made. `}
				<a href="/dashboard/directories">
					{next === null ? 'Look for directories, or make one' : 'All directories'}
				</a>
			</p>
		</section>
	);
}

/** What is worst comes first; of what is alike, what was made first. */
function rankOf({ health, brake }: DirectoryHealth): number {
	return brake === null ? ['failing', 'attention', 'silent', 'healthy'].indexOf(health) : -1;
}
