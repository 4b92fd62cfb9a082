/** Fields of the forms about endpoints that are more than a line of text: types of events, headers. */
import { err, ok, type Result } from '../../../result.ts';
import { EVENT_TYPES, matchesTypes, OPERATIONS_EVENT_TYPES } from '../../../webhook/payload.ts';
import { Check, TextArea, useErrors } from '../../components/form.tsx';
import { sentence } from '../../components/problems.tsx';

/** The types of each group, which is what stands before the full stop. */
const GROUPS: readonly (readonly [group: string, title: string, types: readonly string[]])[] = (
	[
		['user', 'Users'],
		['group', 'Groups and memberships'],
		['directory', 'Directories'],
		['webhook_endpoint', 'Webhook endpoints (operations log)'],
		['deprovisioning_brake', 'Deprovisioning brake (operations log)'],
	] as const
).map(([group, title]) => [
	group,
	title,
	[...EVENT_TYPES, ...OPERATIONS_EVENT_TYPES].filter((type) => matchesTypes([`${group}.*`], type)),
]);

/** Types of events to choose from, one by one or by their group. */
export function TypesField(props: {
	/** Chosen at first. */
	readonly chosen?: readonly string[];
	readonly hint: string;
}) {
	const { chosen = [], hint } = props;
	const [error] = useErrors((field) => field === 'types');
	const check = (type: string, label: string) => (
		<Check
			id={`type-${type}`}
			name="types"
			value={type}
			label={label}
			checked={chosen.includes(type)}
		/>
	);
	return (
		<fieldset class="types" aria-describedby="types-hint">
			<legend>Event types</legend>
			<p id="types-hint" data-hint>
				{hint}
			</p>
			{error === undefined ? null : <p class="error">{error.detail}</p>}
			<div class="types-groups">
				{GROUPS.map(([group, title, types]) => (
					<div role="group" aria-labelledby={`types-of-${group}`}>
						<strong id={`types-of-${group}`}>{title}</strong>
						{check(`${group}.*`, `All (${group}.*)`)}
						{types.map((type) => check(type, type))}
					</div>
				))}
			</div>
		</fieldset>
	);
}

/** The types that were chosen, without those that a chosen group covers; none for all there are. */
export function typesOf(chosen: readonly string[]): readonly string[] {
	const patterns = chosen.filter((type) => type.endsWith('.*'));
	return [
		...patterns,
		...chosen.filter((type) => !matchesTypes(patterns, type) && !patterns.includes(type)),
	];
}

/** Headers as lines of text. */
export function HeadersField({ hint }: { readonly hint: string }) {
	const errors = useErrors((field) => /^headers(\.|$)/.test(field));
	const told = errors.map(({ field, detail }) =>
		[field.slice('headers.'.length), detail].filter((part) => part !== '').join(': '),
	);
	return (
		<TextArea
			name="headers"
			label="Custom headers"
			hint={hint}
			rows={3}
			error={told.length === 0 ? undefined : sentence(told.join('; '))}
		/>
	);
}

/** Headers that were typed as lines `Name: value`; or what is wrong with a line. */
export function headersOf(lines: string): Result<Readonly<Record<string, string>>, string> {
	const headers = new Map<string, string>();
	for (const [at, line] of lines.split(/\r?\n/).entries()) {
		if (line.trim() === '') continue;
		const [, name, value] = /^([^:]*):(.*)$/.exec(line) ?? [];
		const trimmed = name?.trim() ?? '';
		if (trimmed === '' || value === undefined)
			return err(`line ${at + 1} is not in the form "Name: value"`);
		if (headers.has(trimmed)) return err(`"${trimmed}" is given twice`);
		headers.set(trimmed, value.trim());
	}
	return ok(Object.fromEntries(headers));
}
