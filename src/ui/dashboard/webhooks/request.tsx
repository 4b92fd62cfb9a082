/** A request to an endpoint as it was sent, and the response. */
import type { AttemptRequest } from '../../../contract/attempts.ts';
import { Json } from '../../components/content.tsx';
import { Excerpt } from './frame.tsx';

/** Its headers and its body, as far as they are known. */
export function RequestSent({ of }: { readonly of: AttemptRequest }) {
	const headers = Object.entries(of.headers).map(([name, value]) => `${name}: ${value}`);
	return (
		<>
			<Excerpt label="Request headers" text={[`POST ${of.url}`, ...headers].join('\n')} />
			<p>
				<small>
					The signature and the values of custom headers are not stored. The URL and the names of
					custom headers are shown as they are set now.
				</small>
			</p>
			{of.body === null ? <p>{of.missing}</p> : <Json label="Request body" value={of.body} />}
		</>
	);
}

/** What an endpoint has answered; null for nothing. */
export function ResponseReceived({ answer }: { readonly answer: string | null }) {
	if (answer === null) return <p>The endpoint did not respond.</p>;
	if (answer === '') return <p>The response has no body.</p>;
	return (
		<>
			<Excerpt label="Response body" text={answer} />
			<p>
				<small>Only the beginning of a response is stored.</small>
			</p>
		</>
	);
}
