/** The form for a replay: from a sequence of one directory, or from a time. */
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { Field, Form, type Refused } from '../../components/form.tsx';
import { useView } from '../../view.ts';
import { DirectoryField, type DirectoryNames } from '../known-directories.tsx';
import { TypesField } from './fields.tsx';
import { endpointPath } from './tabs.ts';

/** Asks for a new replay. */
export function NewReplay(props: {
	readonly of: WebhookEndpoint;
	readonly refused: Refused | undefined;
	readonly names: DirectoryNames;
}) {
	const { of, refused, names } = props;
	const { timeZone } = useView();
	if (of.state === 'disabled') return <p>Enable the endpoint to replay a part of the log to it.</p>;
	return (
		<section aria-labelledby="new-replay">
			<h2 id="new-replay">New replay</h2>
			<p>
				What it sends has the <code>webhook-id</code> of the first time and the header{' '}
				<code>rollcall-replay</code>. It runs beside what happens meanwhile.
			</p>
			<Form action={`${endpointPath(of.id)}/replays`} refused={refused}>
				{of.directory_id === null ? (
					<DirectoryField
						names={names}
						hint="Its id. All that the endpoint covers when left empty, from a time."
					/>
				) : null}
				<fieldset>
					<legend>From a sequence, or from a time</legend>
					<Field name="from_sequence" label="First event" type="number" min={1} />
					<Field
						name="to_sequence"
						label="Last event"
						hint="The last of now when left empty."
						type="number"
						min={1}
					/>
					<Field
						name="from_time"
						label="From"
						hint={`In the time zone ${timeZone}.`}
						type="datetime-local"
					/>
					<Field name="to_time" label="Until" hint="Now when left empty." type="datetime-local" />
				</fieldset>
				<TypesField hint="All that the endpoint subscribes to when none is chosen." />
				<button>Begin the replay</button>
			</Form>
		</section>
	);
}
