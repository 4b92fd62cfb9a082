/** What went on, hour by hour. */
import type { Activity } from '../../../contract/activity.ts';
import { BarChart, type Bar } from '../../components/chart.tsx';
import { localTime, Time } from '../../components/time.tsx';
import { useView } from '../../view.ts';

/** How long a time one can look at: hours, what that is called, and how many lie between two ticks. */
const RANGES = [
	{ hours: 24, name: '24 hours', step: 6 },
	{ hours: 72, name: '3 days', step: 12 },
	{ hours: 168, name: '7 days', step: 24 },
] as const;

/** The hours that a query asks for; a day unless it is one of the choices. */
export function hoursOf(query: string | undefined): number {
	return RANGES.find(({ hours }) => String(hours) === query)?.hours ?? RANGES[0].hours;
}

/** Events and deliveries side by side, with the choice of how long a time. */
export function ActivityCharts({ activity }: { readonly activity: Activity }) {
	const { timeZone } = useView();
	const { hours } = activity;
	const ticks = ticksOf(hours, timeZone);
	const bars = (of: (hour: Activity['hours'][number]) => Pick<Bar, 'count' | 'bad'>) =>
		hours.map((hour, at) => ({
			label: localTime(hour.start, timeZone).slice(0, 16),
			tick: ticks[at],
			...of(hour),
		}));
	const isCut = activity.complete_from !== hours[0]?.start;
	return (
		<section aria-labelledby="activity">
			<h2 id="activity">Activity</h2>
			<nav class="ranges" aria-label="Time range">
				{RANGES.map((range) => (
					<a
						href={`/dashboard?hours=${range.hours}`}
						aria-current={range.hours === hours.length ? 'true' : undefined}
					>
						{range.name}
					</a>
				))}
			</nav>
			<div class="charts">
				<BarChart title="Events per hour" bars={bars(({ events }) => ({ count: events }))} />
				<BarChart
					title="Delivery attempts per hour"
					name="Delivered"
					badName="Failed"
					bars={bars(({ delivered, failed }) => ({ count: delivered + failed, bad: failed }))}
				/>
			</div>
			<p>
				<small>
					Times are in {timeZone}.
					{isCut ? (
						<>
							{' '}
							There was too much activity to count all of it. Before{' '}
							<Time at={activity.complete_from} />, actual numbers are higher.
						</>
					) : null}
				</small>
			</p>
		</section>
	);
}

/** What stands below the hours: times of the day, and the weekday at midnight. */
function ticksOf(hours: Activity['hours'], timeZone: string): readonly (string | undefined)[] {
	const { step } = RANGES.find((range) => range.hours === hours.length) ?? RANGES[0];
	const format = new Intl.DateTimeFormat('en-GB', {
		timeZone,
		weekday: 'short',
		hour: '2-digit',
		minute: '2-digit',
	});
	return hours.map(({ start }, at) => {
		const parts = format.formatToParts(new Date(start));
		const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
		const hour = Number(part('hour'));
		// The last ones have no room for their text.
		if (hour % step !== 0 || hours.length - at < hours.length / 8) return undefined;
		return hour === 0 ? part('weekday') : `${part('hour')}:${part('minute')}`;
	});
}
