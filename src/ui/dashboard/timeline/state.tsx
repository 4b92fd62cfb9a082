/** How a person is, or was at a chosen time. */
import type { TimelinePage } from '../../../contract/timeline.ts';
import { Badge, Facts } from '../../components/content.tsx';
import { Filters, TimeFilter } from '../../components/filters.tsx';
import { Time } from '../../components/time.tsx';
import { groupPath, nameOf } from '../directory/paths.ts';
import { ActiveBadge } from '../directory/users.tsx';

/** A state in a card. */
export function State(props: {
	readonly title: string;
	readonly id: string;
	readonly state: TimelinePage['now'];
	readonly directoryId: string;
	/** Of the past. */
	readonly at?: string | undefined;
	/** Still to come. */
	readonly isFuture?: boolean;
}) {
	const { id, title, state, at } = props;
	const isPast = at !== undefined;
	const { user, groups, is_complete: isComplete } = state;
	return (
		<section class="card" aria-labelledby={id}>
			<h2 id={id}>{title}</h2>
			{at === undefined ? null : (
				<p>
					<Time at={at} />
				</p>
			)}
			{props.isFuture === true ? (
				<p role="note">This time is still to come: this is how it is now.</p>
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
							['E-mail', user.email ?? '–'],
							['Name', nameOf(user) === user.user_name ? '–' : nameOf(user)],
							['Changed', <Time at={user.updated_at} />],
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
							? 'Not all groups of that time can be known: the log does not reach back so far, or there are too many.'
							: 'There are more groups.'}
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
				<Badge tone="secondary">deleted</Badge> This directory has no such user any more.
			</p>
		);
	}
	if (props.isComplete) {
		return (
			<p>
				<Badge tone="secondary">not there</Badge> This directory had no such user then.
			</p>
		);
	}
	return (
		<p>
			<Badge tone="warning">not known</Badge> What the log has kept does not tell how this user was
			then.
		</p>
	);
}

function Groups(props: {
	readonly directoryId: string;
	readonly groups: TimelinePage['now']['groups'];
}) {
	if (props.groups.length === 0) return <p>In no group.</p>;
	return (
		<>
			<h3>Groups</h3>
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
	return (
		<Filters label="As of a time" reset="Only now">
			<TimeFilter name="at" label="How was it at" error={error} />
		</Filters>
	);
}
