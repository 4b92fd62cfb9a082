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
	if (of.state === 'disabled') return <p>Enable the endpoint to start a replay.</p>;
	return (
		<section aria-labelledby="new-replay">
			<h2 id="new-replay">New replay</h2>
			<p>
				Replayed events keep their original <code>webhook-id</code> and carry the header{' '}
				<code>rollcall-replay</code>. New events are delivered meanwhile.
			</p>
			<Form action={`${endpointPath(of.id)}/replays`} refused={refused}>
				{of.directory_id === null ? (
					<DirectoryField
						names={names}
						hint="Required for sequences. Leave empty for all directories of the endpoint."
					/>
				) : null}
				<fieldset>
					<legend>Range, by sequence or by time</legend>
					<Field name="from_sequence" label="First sequence" type="number" min={1} />
					<Field
						name="to_sequence"
						label="Last sequence"
						hint="Leave empty for the latest event."
						type="number"
						min={1}
					/>
					<Field
						name="from_time"
						label="From"
						hint={`Time zone: ${timeZone}.`}
						type="datetime-local"
					/>
					<Field name="to_time" label="To" hint="Leave empty for now." type="datetime-local" />
				</fieldset>
				<TypesField hint="Select none for all types that the endpoint subscribes to." />
				<button>Start replay</button>
			</Form>
		</section>
	);
}
