/** Directories with how each of them is, at a glance. */
import type { DirectoryHealth } from '../../../contract/directory-health.ts';
import { PROVIDER_NAMES } from '../../../providers/keys.ts';
import { Badge, Table } from '../../components/content.tsx';
import { Rich } from '../../components/rich.tsx';
import { Time } from '../../components/time.tsx';
import { STATES } from '../directory/doctor.tsx';
import { directoryPath } from '../directory/tabs.ts';

/** A row for each. */
export function HealthTable({ of }: { readonly of: readonly DirectoryHealth[] }) {
	return (
		<Table
			caption="Directories"
			heads={['Directory', 'For', 'Health', 'Identity provider', 'Users', 'Groups', 'Last request']}
		>
			{of.map((directory) => (
				<tr>
					<th scope="row">
						<a href={directoryPath(directory.id)}>{directory.name}</a>
					</th>
					<td>
						{directory.tenant}
						<br />
						<small>{directory.product}</small>
					</td>
					<td class="health">
						<Health of={directory} />
					</td>
					<td>{PROVIDER_NAMES[directory.type]}</td>
					<td>
						{COUNT.format(directory.user_count)}
						{directory.active_user_count === directory.user_count ? null : (
							<>
								<br />
								<small>{COUNT.format(directory.active_user_count)} active</small>
							</>
						)}
					</td>
					<td>{COUNT.format(directory.group_count)}</td>
					<td>
						<Time at={directory.last_request_at} />
					</td>
				</tr>
			))}
		</Table>
	);
}

const COUNT = new Intl.NumberFormat('en');

function Health({
	of: { health, state, brake, findings, worst_finding: worst },
}: {
	readonly of: DirectoryHealth;
}) {
	const others = findings.error + findings.warning + findings.hint - 1;
	return (
		<>
			<Badge tone={STATES[health].tone}>{health}</Badge>
			{state === 'inactive' ? (
				<>
					{' '}
					<Badge tone="warning">inactive</Badge>
				</>
			) : null}
			{brake === null ? null : (
				<>
					{' '}
					<Badge tone="warning">deliveries held</Badge>
				</>
			)}
			{worst === null ? null : (
				<>
					<br />
					<small>
						<Rich text={worst.title} />
						{others > 0 ? ` and ${others} more` : ''}
					</small>
				</>
			)}
		</>
	);
}
