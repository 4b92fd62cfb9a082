/** Forms: each field with its label, its hint and what is wrong with it beside it. */
import { createContext, useContext, type Child } from 'hono/jsx';
import type { Problem } from '../../contract/problem.ts';
import { newId } from '../../platform/ids.ts';
import { useView } from '../view.ts';
import { Problems, sentence } from './problems.tsx';

/** The names of the fields that every form has, and of the one in which a name is typed to confirm. */
export const CSRF_FIELD = '_csrf';
export const ONCE_FIELD = '_once';
export const CONFIRM_FIELD = '_confirm';

/** What was sent, and what is wrong with it. */
export interface Sent {
	readonly problem?: Problem | undefined;
	/** All values of a field, by its name. */
	readonly all: (name: string) => readonly string[];
	/** What fields are called on the page, by what a problem calls them: each adds itself. */
	readonly labels?: Map<string, string>;
}

/** A form that comes back with what was wrong with it. */
export interface Refused extends Sent {
	readonly problem: Problem;
}

/** Tells the fields inside what was sent, if anything was. */
export const SentContext = createContext<Sent | undefined>(undefined);

/** A form that is posted: it says that it is ours, and is done once however often it is sent. */
export function Form(props: {
	/** Where to; the page itself when left out. */
	readonly action?: string;
	readonly class?: string;
	readonly label?: string;
	/** Set if it comes back: its fields hold then what was sent. */
	readonly refused?: Refused | undefined;
	readonly children: Child;
}) {
	const { csrf } = useView();
	const sent = props.refused && { ...props.refused, labels: new Map<string, string>() };
	return (
		<>
			<Problems refused={sent} />
			<form method="post" action={props.action} class={props.class} aria-label={props.label}>
				<input type="hidden" name={CSRF_FIELD} value={csrf} />
				<input type="hidden" name={ONCE_FIELD} value={newId('once')} />
				<SentContext.Provider value={sent}>{props.children}</SentContext.Provider>
			</form>
		</>
	);
}

/** What all fields have. */
interface FieldProps {
	readonly name: string;
	readonly label: string;
	readonly hint?: string | undefined;
	/** What a problem calls it, if that is not its name. */
	readonly field?: string | undefined;
	/** What is wrong with what was sent, if a problem does not say it of the field. */
	readonly error?: string | undefined;
	readonly required?: boolean | undefined;
	/** What it holds at first; of a check, what it sends. */
	readonly value?: string | undefined;
	/** Tells apart fields of the same name on one page. */
	readonly id?: string | undefined;
}

/** What is wrong with what was sent, as far as it is about certain fields. */
export function useErrors(isMeant: (field: string) => boolean): NonNullable<Problem['errors']> {
	const { problem } = useContext(SentContext) ?? {};
	return problem?.errors?.filter(({ field }) => isMeant(field)) ?? [];
}

/** A field as it is shown: what stands around its input, the attributes of that, and what it holds. */
function useField<Props extends FieldProps>(props: Props) {
	const { name, label, hint, field = name, id = name, error, value, ...rest } = props;
	const sent = useContext(SentContext);
	const [wrong] = useErrors((each) => each === field);
	const around = { id, field, label, hint, error: error ?? (wrong && sentence(wrong.detail)) };
	const values = sent?.all(name);
	return {
		around,
		input: { ...rest, ...marks(around), id },
		values,
		value: values === undefined ? value : (values[0] ?? ''),
	};
}

/** A line of text. */
export function Field(
	props: FieldProps & {
		readonly type?: 'url' | 'number' | 'password' | 'date' | 'datetime-local' | 'search' | 'color';
		readonly placeholder?: string | undefined;
		readonly autocomplete?: string | undefined;
		readonly min?: number | undefined;
		readonly max?: number | undefined;
		readonly step?: number | undefined;
		/** Whether one can type at once: of one field on a page at most. */
		readonly autofocus?: boolean;
		/** The id of a list of suggestions. */
		readonly list?: string | undefined;
	},
) {
	const { around, input, value } = useField(props);
	return (
		<Around {...around}>
			<input
				name={props.name}
				value={value}
				{...input}
				type={props.type ?? 'text'}
				autocomplete={props.autocomplete ?? 'off'}
			/>
		</Around>
	);
}

/** Several lines of text. */
export function TextArea(props: FieldProps & { readonly rows?: number }) {
	const { around, input, value = '' } = useField(props);
	return (
		<Around {...around}>
			{/* A browser drops one line break after the tag. */}
			<textarea name={props.name} {...input} spellcheck={false}>
				{`\n${value}`}
			</textarea>
		</Around>
	);
}

/** One of several values. */
export function Select(
	props: FieldProps & {
		/** Values and how they are told. */
		readonly options: readonly (readonly [value: string, text: string])[];
	},
) {
	const { options, ...rest } = props;
	const { around, input, value } = useField(rest);
	return (
		<Around {...around}>
			<select name={props.name} {...input}>
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
export function Check(props: FieldProps & { readonly checked?: boolean }) {
	const { around, input, values } = useField(props);
	const isChecked = values?.includes(props.value ?? 'on') ?? props.checked;
	return (
		<div data-field={around.error === undefined ? '' : 'error'}>
			<label for={around.id}>
				<input
					name={props.name}
					value={props.value}
					{...input}
					checked={isChecked}
					type="checkbox"
				/>{' '}
				{around.label}
			</label>
			<Remarks {...around} />
		</div>
	);
}

/** Checks of one name, as a group: what is wrong with the choice is said once. */
export function Checks(props: {
	readonly name: string;
	readonly legend: string;
	readonly children: Child;
}) {
	const { name, legend } = props;
	const sent = useContext(SentContext);
	sent?.labels?.set(name, legend);
	const [wrong] = useErrors((field) => field === name || field.startsWith(`${name}.`));
	const error = wrong && sentence(wrong.detail);
	return (
		<fieldset aria-describedby={error && `${name}-error`}>
			<legend>{legend}</legend>
			<SentContext.Provider value={sent && { ...sent, problem: undefined }}>
				{props.children}
			</SentContext.Provider>
			{error && (
				<div data-field="error">
					<Remarks id={name} hint={undefined} error={error} />
				</div>
			)}
		</fieldset>
	);
}

interface Surroundings {
	readonly id: string;
	readonly field: string;
	readonly label: string;
	readonly hint: string | undefined;
	readonly error: string | undefined;
}

function Around(props: Surroundings & { readonly children: Child }) {
	useContext(SentContext)?.labels?.set(props.field, props.label);
	return (
		<div data-field={props.error === undefined ? '' : 'error'}>
			<label for={props.id}>{props.label}</label>
			{props.children}
			<Remarks {...props} />
		</div>
	);
}

function Remarks({ id, hint, error }: Pick<Surroundings, 'id' | 'hint' | 'error'>) {
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

function marks({ id, hint, error }: Surroundings) {
	const by = [...(hint === undefined ? [] : ['hint']), ...(error === undefined ? [] : ['error'])];
	return {
		...(by.length === 0 ? {} : { 'aria-describedby': by.map((end) => `${id}-${end}`).join(' ') }),
		...(error === undefined ? {} : { 'aria-invalid': 'true' }),
	};
}

/** Something that cannot be undone: it opens on request, and asks for the name of what is concerned. */
export function Confirm(props: {
	readonly action: string;
	/** What opens it, and what it does then. */
	readonly label: string;
	readonly warning: string;
	/** What has to be typed, and what that is where it is not what the thing is called. */
	readonly name: string;
	readonly which?: string | undefined;
	readonly id: string;
	readonly error?: string | undefined;
	/** Nothing is lost by it: the button does not look like that of a deletion. */
	readonly isHarmless?: boolean;
	readonly children?: Child;
}) {
	const { id, label, name, which, error, isHarmless = false } = props;
	return (
		<details class="confirm" open={error !== undefined}>
			<summary>{label}…</summary>
			<Form action={props.action}>
				<p>{props.warning}</p>
				{props.children}
				<Field
					id={id}
					name={CONFIRM_FIELD}
					label={`Type “${name}”${which === undefined ? '' : ` (${which})`} to confirm`}
					error={error}
					required
				/>
				<button data-variant={isHarmless ? undefined : 'danger'}>{label}</button>
			</Form>
		</details>
	);
}

/** In a form that needs it for one of its choices: what ends at once asks for the name of what is concerned. */
export function ConfirmAtOnce({ id, name }: { readonly id: string; readonly name: string }) {
	return (
		<Field
			id={id}
			name={CONFIRM_FIELD}
			label={`For immediate expiry, type “${name}”`}
			hint="Leave empty otherwise."
		/>
	);
}
