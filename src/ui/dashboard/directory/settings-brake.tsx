/** The limits of the deprovisioning brake, on the page of settings. */
import type { DeprovisioningBrake } from '../../../contract/brake.ts';
import type { Directory } from '../../../contract/directories.ts';
import { Badge, type Tone } from '../../components/content.tsx';
import { Confirm, Field, Form, Select, type Refused } from '../../components/form.tsx';
import { can } from '../access.ts';
import type { Session } from '../session.ts';
import { directoryPath } from './tabs.ts';

type Limits = DeprovisioningBrake['suggestion'];

const TONES: Readonly<Record<DeprovisioningBrake['state'], Tone>> = {
	off: 'secondary',
	armed: 'success',
	engaged: 'warning',
};

/** The brake on or off, and its limits. */
export function BrakeLimits(props: {
	readonly session: Session;
	readonly directory: Directory;
	readonly brake: DeprovisioningBrake;
	readonly path: string;
	readonly refused: Refused | undefined;
	readonly error: string | undefined;
}) {
	const { session, directory, brake, path, refused, error } = props;
	const { limits, suggestion } = brake;
	return (
		<section aria-labelledby="brake">
			<h2 id="brake">Deprovisioning brake</h2>
			<p>
				When too many users lose access within the time window, deliveries to webhook endpoints are
				held until you decide. No events are lost.
			</p>
			<p>
				<Badge tone={TONES[brake.state]}>{brake.state}</Badge>{' '}
				{limits === null ? 'No limits are set.' : `Engages above ${limitsText(limits)}.`}{' '}
				{brake.state === 'engaged' ? (
					<a href={directoryPath(directory.id)}>Review held deliveries</a>
				) : null}
			</p>
			{can(session, 'setBrake') ? (
				<Form action={`${path}/brake`} label="Brake limits" refused={refused}>
					<Fields refused={refused} limits={limits ?? suggestion} />
					<p>Suggested for a directory of this size: {limitsText(suggestion)}.</p>
					<button>{limits === null ? 'Turn on brake' : 'Save limits'}</button>
				</Form>
			) : null}
			{limits !== null && can(session, 'deleteBrake') ? (
				<Confirm
					id="confirm-brake"
					action={`${path}/brake/off`}
					label="Turn off brake"
					warning="Mass deactivations are no longer held. Deliveries that are held already stay held."
					name={directory.name}
					error={error}
				/>
			) : null}
		</section>
	);
}

function Fields(props: { readonly refused: Refused | undefined; readonly limits: Limits }) {
	const { refused, limits } = props;
	const value = (name: keyof Limits) => String(limits[name] ?? '');
	const windows = [value('window_seconds'), ...(refused?.all('window_seconds') ?? [])];
	return (
		<>
			<Field
				name="users"
				type="number"
				min={1}
				label="Users"
				hint="How many users may lose access. Leave empty for any number."
				value={value('users')}
			/>
			<Field
				name="percent"
				type="number"
				min={1}
				max={99}
				label="Percentage of active users"
				hint="Applies once 5 users lose access. Leave empty for any share."
				value={value('percent')}
			/>
			<Select
				name="window_seconds"
				label="Time window"
				value={value('window_seconds')}
				options={[...new Set([...WINDOWS, ...windows])].map((each) => [each, durationText(each)])}
			/>
		</>
	);
}

/** Times to choose from, in seconds. The one that is set, whichever it is, is added. */
const WINDOWS = ['600', '3600', '21600', '86400', '604800'];

/** Limits in words: `50 users or 10% of active users within 1 hour`. */
export function limitsText({ users, percent, window_seconds: seconds }: Limits): string {
	const parts = [
		...(users === null ? [] : [`${users} ${users === 1 ? 'user' : 'users'}`]),
		...(percent === null ? [] : [`${percent}% of active users`]),
	];
	return `${parts.join(' or ')} within ${durationText(String(seconds))}`;
}

const UNITS = [
	[86_400, 'day'],
	[3600, 'hour'],
	[60, 'minute'],
	[1, 'second'],
] as const;

/** Seconds in the largest unit that tells them exactly. */
function durationText(seconds: string): string {
	const given = Number(seconds);
	const [size, unit] = UNITS.find(([each]) => given >= each && given % each === 0) ?? [1, 'second'];
	const count = given / size;
	return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
