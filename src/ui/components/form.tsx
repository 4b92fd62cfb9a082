/** Forms: each field with its label, its hint and what is wrong with it beside it. */
import type { Child } from 'hono/jsx';
import type { Problem } from '../../contract/problem.ts';
import { newId } from '../../platform/ids.ts';
import { useView } from '../view.ts';

/** The names of the fields that every form has. */
export const CSRF_FIELD = '_csrf';
export const ONCE_FIELD = '_once';

/** A form that is posted: it says that it is ours, and is done once however often it is sent. */
export function Form(props: {
	/** Where to; the page itself when left out. */
	readonly action?: string;
	readonly class?: string;
	readonly label?: string;
	readonly children: Child;
}) {
	const { csrf } = useView();
	return (
		<form method="post" action={props.action} class={props.class} aria-label={props.label}>
			<input type="hidden" name={CSRF_FIELD} value={csrf} />
			<input type="hidden" name={ONCE_FIELD} value={newId('once')} />
			{props.children}
		</form>
	);
}

/** What all fields have. */
interface FieldProps {
	readonly name: string;
	readonly label: string;
	readonly hint?: string | undefined;
	/** What is wrong with what was sent. */
	readonly error?: string | undefined;
	readonly required?: boolean | undefined;
	/** Tells apart fields of the same name on one page. */
	readonly id?: string | undefined;
}

/** A line of text. */
export function Field(
	props: FieldProps & {
		readonly value?: string | undefined;
		readonly type?:
			| 'text'
			| 'url'
			| 'number'
			| 'password'
			| 'date'
			| 'datetime-local'
			| 'search'
			| 'color';
		readonly placeholder?: string | undefined;
		readonly autocomplete?: string | undefined;
		readonly min?: number | undefined;
		readonly max?: number | undefined;
		/** The id of a list of suggestions. */
		readonly list?: string | undefined;
	},
) {
	const { label, hint, error, id = props.name, type = 'text', ...rest } = props;
	return (
		<Around {...{ id, label, hint, error }}>
			<input
				{...rest}
				{...marks(id, hint, error)}
				id={id}
				type={type}
				autocomplete={props.autocomplete ?? 'off'}
			/>
		</Around>
	);
}

/** Several lines of text. */
export function TextArea(props: FieldProps & { readonly value?: string; readonly rows?: number }) {
	const { label, hint, error, id = props.name, value = '', ...rest } = props;
	return (
		<Around {...{ id, label, hint, error }}>
			{/* A browser drops one line break after the tag. */}
			<textarea {...rest} {...marks(id, hint, error)} id={id} spellcheck={false}>
				{`\n${value}`}
			</textarea>
		</Around>
	);
}

/** One of several values. */
export function Select(
	props: FieldProps & {
		readonly value?: string | undefined;
		/** Values and how they are told. */
		readonly options: readonly (readonly [value: string, text: string])[];
	},
) {
	const { label, hint, error, id = props.name, value, options, ...rest } = props;
	return (
		<Around {...{ id, label, hint, error }}>
			<select {...rest} {...marks(id, hint, error)} id={id}>
				{options.map(([each, text]) => (
					<option value={each} selected={each === value}>
						{text}
					</option>
				))}
			</select>
		</Around>
	);
}

/** Yes or no. Sends `on`, or nothing. */
export function Check(props: FieldProps & { readonly checked?: boolean; readonly value?: string }) {
	const { label, hint, error, id = props.name, ...rest } = props;
	return (
		<div data-field={error === undefined ? '' : 'error'}>
			<label for={id}>
				<input {...rest} {...marks(id, hint, error)} id={id} type="checkbox" /> {label}
			</label>
			<Remarks {...{ id, hint, error }} />
		</div>
	);
}

function Around(props: {
	readonly id: string;
	readonly label: string;
	readonly hint: string | undefined;
	readonly error: string | undefined;
	readonly children: Child;
}) {
	const { id, label, hint, error } = props;
	return (
		<div data-field={error === undefined ? '' : 'error'}>
			<label for={id}>{label}</label>
			{props.children}
			<Remarks {...{ id, hint, error }} />
		</div>
	);
}

function Remarks(props: {
	readonly id: string;
	readonly hint: string | undefined;
	readonly error: string | undefined;
}) {
	const { id, hint, error } = props;
	return (
		<>
			{hint === undefined ? null : (
				<div id={`${id}-hint`} data-hint>
					{hint}
				</div>
			)}
			{error === undefined ? null : (
				<div id={`${id}-error`} class="error">
					{error}
				</div>
			)}
		</>
	);
}

function marks(id: string, hint: string | undefined, error: string | undefined) {
	const by = [...(hint === undefined ? [] : ['hint']), ...(error === undefined ? [] : ['error'])];
	return {
		...(by.length === 0 ? {} : { 'aria-describedby': by.map((end) => `${id}-${end}`).join(' ') }),
		...(error === undefined ? {} : { 'aria-invalid': 'true' }),
	};
}

/** What was wrong with a form that comes back. */
export interface Refused {
	readonly problem: Problem;
	/** What had been sent, by name. */
	readonly sent: (name: string) => string;
}

/** What a problem says of one field. */
export function errorOf(refused: Refused | undefined, name: string): string | undefined {
	return refused?.problem.errors?.find(({ field }) => field === name)?.detail;
}

/** The whole problem, above a form that comes back: not all of it need be about a field that is shown. */
export function Problems({ refused }: { readonly refused: Refused | undefined }) {
	if (refused === undefined) return null;
	return (
		<div role="alert" data-variant="danger">
			{refused.problem.detail}
		</div>
	);
}

/** Something that cannot be undone: it opens on request, and asks for the name of what is concerned. */
export function Confirm(props: {
	readonly action: string;
	/** What opens it, and what it does then. */
	readonly label: string;
	/** What will happen. */
	readonly warning: string;
	/** What has to be typed. */
	readonly name: string;
	readonly id: string;
	readonly error?: string | undefined;
	readonly children?: Child;
}) {
	const { id, label, name, error } = props;
	return (
		<details class="confirm" open={error !== undefined}>
			<summary>{label}…</summary>
			<Form action={props.action}>
				<p>{props.warning}</p>
				{props.children}
				<Field
					id={id}
					name={CONFIRM_FIELD}
					label={`Type “${name}” to confirm`}
					error={error}
					required
				/>
				<button data-variant="danger">{label}</button>
			</Form>
		</details>
	);
}

/** The field in which the name is typed. */
export const CONFIRM_FIELD = '_confirm';
