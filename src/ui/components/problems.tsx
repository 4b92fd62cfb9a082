/** What is wrong with what was sent, in sentences: whole above a form, and beside each field what concerns it. */
import type { Problem } from '../../contract/problem.ts';
import type { Refused } from './form.tsx';

/** The whole problem, above a form that comes back: not all of it need be about a field that is shown. */
export function Problems({ refused }: { readonly refused: Refused | undefined }) {
	if (refused === undefined) return null;
	return (
		<div role="alert" data-variant="danger">
			<Told of={refused} />
		</div>
	);
}

/** A problem with its fields called as they are on the page: they are known when all have been rendered. */
async function Told({ of: { problem, labels } }: { readonly of: Refused }) {
	await Promise.resolve();
	const { errors = [], detail } = problem;
	if (!isAboutFields(problem)) return <>{detail}</>;
	const items = errors.map((error) => (
		<>
			<strong>{labels?.get(error.field) ?? inWords(error.field)}:</strong> {sentence(error.detail)}
		</>
	));
	if (items.length === 1) return <>{items}</>;
	return (
		<ul>
			{items.map((item) => (
				<li>{item}</li>
			))}
		</ul>
	);
}

/** Whether its detail only repeats what its errors say. */
function isAboutFields({ detail, errors = [] }: Problem): boolean {
	return detail === errors.map((error) => `${error.field}: ${error.detail}`).join('; ');
}

/** What is wrong with a field, as a sentence of its own; a name that it begins with stays as it is written. */
export function sentence(detail: string): string {
	const isNamed = /^\S+:/.test(detail);
	const text = isNamed ? detail : detail.charAt(0).toUpperCase() + detail.slice(1);
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The name of a field for people: `tenant_id` is the Tenant ID. */
function inWords(field: string): string {
	const words = field.replaceAll(/[._]/g, ' ').replaceAll(/\bid\b/g, 'ID');
	return words.charAt(0).toUpperCase() + words.slice(1);
}
