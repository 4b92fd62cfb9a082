/** The answer, above everything else. */
import type { TimelinePage } from '../../../contract/timeline.ts';
import { Badge, type Tone } from '../../components/content.tsx';
import type { Place } from '../../components/layout.tsx';
import { Time } from '../../components/time.tsx';
import { timelinePath } from '../directory/paths.ts';
import { directoryPath } from '../directory/tabs.ts';
import { eventPath } from '../event-links.ts';
import { endpointPath, WEBHOOKS_PATH } from '../webhooks/tabs.ts';

type Finding = NonNullable<TimelinePage['conclusion']>[number];

const TONES: Readonly<Record<Finding['severity'], readonly [Tone, string]>> = {
	good: ['success', 'ok'],
	hint: ['secondary', 'info'],
	warning: ['warning', 'warning'],
	error: ['danger', 'problem'],
};

/** What was found; nothing on pages further down the timeline. */
export function Conclusion(props: {
	readonly directoryId: string;
	readonly findings: TimelinePage['conclusion'];
}) {
	const { findings } = props;
	if (findings === null) return null;
	return (
		<section class="card conclusion" aria-labelledby="conclusion">
			<h2 id="conclusion">Summary</h2>
			<ul>
				{findings.map((finding) => (
					<li>
						<Badge tone={TONES[finding.severity][0]}>{TONES[finding.severity][1]}</Badge>
						<div>
							<Told text={finding.text} />
							<Links directoryId={props.directoryId} finding={finding} />
						</div>
					</li>
				))}
			</ul>
		</section>
	);
}

const TIME = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)/;

/** A text with its times in the viewer's zone. */
function Told({ text }: { readonly text: string }) {
	return <>{text.split(TIME).map((part) => (TIME.test(part) ? <Time at={part} /> : part))}</>;
}

function Links({
	directoryId,
	finding,
}: {
	readonly directoryId: string;
	readonly finding: Finding;
}) {
	const { event_id: eventId, account } = finding;
	const remedy = remedyOf(directoryId, finding);
	return (
		<span class="links">
			{account === null ? null : (
				<a href={timelinePath(account.directory_id, account.user_id)}>View account</a>
			)}
			{eventId === null ? null : <a href={eventPath(directoryId, eventId)}>View event</a>}
			{remedy === undefined ? null : <a href={remedy.path}>{remedy.name}</a>}
		</span>
	);
}

/** Where something can be done about it, or more is told. */
function remedyOf(directoryId: string, finding: Finding): Place | undefined {
	const { code, endpoint_id: endpointId } = finding;
	if (code === 'delivery_held') {
		return { path: `${directoryPath(directoryId)}#held`, name: 'Resume or discard' };
	}
	if (code === 'directory_inactive') {
		return {
			path: `${directoryPath(directoryId)}/settings`,
			name: 'Directory settings',
		};
	}
	if (code === 'nobody_told') return { path: WEBHOOKS_PATH, name: 'Webhook endpoints' };
	if (endpointId === null) return undefined;
	const path = endpointPath(endpointId);
	switch (code) {
		case 'delivery_dead':
			return { path: `${path}/dead-letters`, name: 'View dead letters' };
		case 'nobody_subscribed':
			return { path: `${path}/settings`, name: 'Endpoint settings' };
		case 'endpoints_too_young':
		case 'delivery_discarded':
			return { path: `${path}/replays`, name: 'Start replay' };
		default:
			return { path, name: 'View endpoint' };
	}
}
