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
			heads={[
				'Directory',
				'Tenant',
				'Product',
				'Health',
				'Identity provider',
				'Users',
				'Groups',
				'Last request',
			]}
			rows={of.map((directory) => [
				<a href={directoryPath(directory.id)}>{directory.name}</a>,
				directory.tenant,
				directory.product,
				<div class="health">
					<Health of={directory} />
				</div>,
				PROVIDER_NAMES[directory.type],
				<>
					{COUNT.format(directory.user_count)}
					{directory.active_user_count === directory.user_count ? null : (
						<>
							<br />
							<small>{COUNT.format(directory.active_user_count)} active</small>
						</>
					)}
				</>,
				COUNT.format(directory.group_count),
				<Time at={directory.last_request_at} />,
			])}
		/>
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
