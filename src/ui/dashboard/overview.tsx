/** /dashboard: what somebody has to look after, what goes on, and how directories are, the worst first. */
import {
	LOOKED_THROUGH_MAX,
	type DirectoryHealth,
	type HealthCounts,
} from '../../contract/directory-health.ts';
import type { AppContext } from '../../http/context.ts';
import { read } from './access.ts';
import { ActivityCharts, hoursOf } from './overview/charts.tsx';
import { FailingEndpoints, HeldDirectories } from './overview/concerns.tsx';
import { FirstSteps } from './overview/first-steps.tsx';
import { HealthTable } from './overview/health-table.tsx';
import { page } from './page.tsx';

/** So many directories are shown: those that need somebody first, whenever they were made. */
const SHOWN_MAX = 20;

/** GET /dashboard */
export async function show(c: AppContext): Promise<Response> {
	const found = await read(c, {
		directories: { id: 'listDirectoryHealth', query: { order: 'worst', limit: String(SHOWN_MAX) } },
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
			{hasDirectories ? <Directories of={directories.data} counts={directories.counts} /> : null}
		</>,
	);
}

function Directories(props: {
	readonly of: readonly DirectoryHealth[];
	readonly counts: HealthCounts | null;
}) {
	const { of, counts } = props;
	return (
		<section aria-labelledby="directories">
			<h2 id="directories">Directories</h2>
			{counts === null ? null : <Counts of={counts} />}
			<HealthTable of={of} />
			<p>
				{of.length < SHOWN_MAX
					? null
					: `Showing ${SHOWN_MAX} directories, those with problems first. `}
				<a href="/dashboard/directories">All directories</a>
			</p>
		</section>
	);
}

/** How many there are of each health, the worst first. */
function Counts({ of }: { readonly of: HealthCounts }) {
	const told = [
		[of.failing, 'failing'],
		[of.attention, of.attention === 1 ? 'needs attention' : 'need attention'],
		[of.silent, 'silent'],
		[of.healthy, 'healthy'],
		[of.unchecked, 'with possible problems, not checked'],
	] as const;
	const parts = told.filter(([count]) => count > 0);
	return (
		<p>
			{parts.map(([count, text]) => `${count.toLocaleString('en')} ${text}`).join(', ')}.
			{of.complete
				? null
				: ` Only the first ${LOOKED_THROUGH_MAX.toLocaleString('en')} directories are checked.`}
		</p>
	);
}
