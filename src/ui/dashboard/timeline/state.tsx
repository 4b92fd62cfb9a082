/** How a person is, or was at a chosen time. */
import type { TimelinePage } from '../../../contract/timeline.ts';
import { Badge, Facts } from '../../components/content.tsx';
import { Filters, TimeFilter } from '../../components/filters.tsx';
import { Time } from '../../components/time.tsx';
import { useView } from '../../view.ts';
import { groupPath, nameOf } from '../directory/paths.ts';
import { ActiveBadge } from '../directory/users.tsx';

/** A state in a card. */
export function State(props: {
	readonly id: string;
	readonly state: TimelinePage['now'];
	readonly directoryId: string;
	/** Of the past. */
	readonly at?: string | undefined;
	/** Still to come. */
	readonly isFuture?: boolean;
}) {
	const { id, state, at } = props;
	const isPast = at !== undefined;
	const { user, groups, is_complete: isComplete } = state;
	return (
		<section class="card" aria-labelledby={id}>
			<h3 id={id}>
				{at === undefined ? (
					'Now'
				) : (
					<>
						As of <Time at={at} />
					</>
				)}
			</h3>
			{props.isFuture === true ? (
				<p role="note">This time is in the future. The current state is shown.</p>
			) : null}
			{user === null ? (
				<Absent isPast={isPast} isComplete={isComplete} />
			) : (
				<>
					<p>
						<ActiveBadge active={user.active} />
					</p>
					<Facts
						of={[
							['User name', user.user_name],
							['E-mail address', user.email ?? '–'],
							['Name', nameOf(user) === user.user_name ? '–' : nameOf(user)],
							['Updated', <Time at={user.updated_at} />],
						]}
					/>
				</>
			)}
			{user === null && groups.length === 0 ? null : (
				<Groups directoryId={props.directoryId} groups={groups} />
			)}
			{isComplete || user === null ? null : (
				<p role="note">
					<small>
						{isPast
							? 'Some groups may be missing: the event log does not go back far enough, or there are too many groups.'
							: 'Not all groups are shown.'}
					</small>
				</p>
			)}
		</section>
	);
}

function Absent(props: { readonly isPast: boolean; readonly isComplete: boolean }) {
	if (!props.isPast) {
		return (
			<p>
				<Badge tone="secondary">deleted</Badge> This user no longer exists in the directory.
			</p>
		);
	}
	if (props.isComplete) {
		return (
			<p>
				<Badge tone="secondary">not found</Badge> This user did not exist in the directory at this
				time.
			</p>
		);
	}
	return (
		<p>
			<Badge tone="warning">unknown</Badge> The event log does not go back far enough to show this
			user at this time.
		</p>
	);
}

function Groups(props: {
	readonly directoryId: string;
	readonly groups: TimelinePage['now']['groups'];
}) {
	if (props.groups.length === 0) return <p>Not a member of any group.</p>;
	return (
		<>
			<h4>Groups</h4>
			<ul>
				{props.groups.map(({ id, name }) => (
					<li>
						<a href={groupPath(props.directoryId, id)}>{name}</a>
					</li>
				))}
			</ul>
		</>
	);
}

/** Asks for a time. */
export function AsOf({ error }: { readonly error: string | undefined }) {
	const { url } = useView();
	return (
		<Filters
			label="State as of a time"
			path={`${url.pathname}#state`}
			button="Show state"
			reset="Back to now"
		>
			<TimeFilter name="at" label="State as of" error={error} />
		</Filters>
	);
}
