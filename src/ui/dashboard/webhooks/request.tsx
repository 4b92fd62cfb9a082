/** A request to an endpoint as it was sent. */
import type { AttemptRequest } from '../../../contract/attempts.ts';
import { Json } from '../../components/content.tsx';
import { Excerpt } from './frame.tsx';

/** Its headers and its body, as far as they are known. */
export function RequestSent({ of }: { readonly of: AttemptRequest }) {
	const headers = Object.entries(of.headers).map(([name, value]) => `${name}: ${value}`);
	return (
		<>
			<Excerpt label="Headers of the request" text={[`POST ${of.url}`, ...headers].join('\n')} />
			<p>
				<small>
					The signature and the values of custom headers are not kept. The URL and the names of the
					custom headers are those of now.
				</small>
			</p>
			{of.body === null ? (
				<p>{of.missing}</p>
			) : (
				<Json label="Body of the request" value={of.body} />
			)}
		</>
	);
}
