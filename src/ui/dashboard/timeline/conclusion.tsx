/** The answer, above everything else. */
import type { TimelinePage } from '../../../contract/timeline.ts';
import { Badge, type Tone } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { eventPath } from '../event-links.ts';

type Finding = NonNullable<TimelinePage['conclusion']>[number];

const TONES: Readonly<Record<Finding['severity'], readonly [Tone, string]>> = {
	good: ['success', 'as it should be'],
	hint: ['secondary', 'to know'],
	warning: ['warning', 'look at this'],
	error: ['danger', 'in the way'],
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
			<h2 id="conclusion">In short</h2>
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
	const { event_id: eventId, endpoint_id: endpointId, code } = finding;
	const endpoint = `/dashboard/webhooks/${encodeURIComponent(endpointId ?? '')}`;
	return (
		<span class="links">
			{eventId === null ? null : <a href={eventPath(directoryId, eventId)}>The event</a>}
			{endpointId === null ? null : (
				<a href={code === 'delivery_dead' ? `${endpoint}/dead-letters` : endpoint}>
					{code === 'delivery_dead' ? 'Its dead letters' : 'The endpoint'}
				</a>
			)}
		</span>
	);
}
