/** How a provider is connected, as the registry has it, with what is known of the directory filled in. */
import type { ProviderInFull } from '../../contract/providers.ts';
import { fill, PLACEHOLDERS, type Filling } from '../../providers/placeholders.ts';
import { Copy } from './content.tsx';
import { Rich } from './rich.tsx';

type Setup = ProviderInFull['setup'][number];
type Step = Setup['steps'][number];

/** Numbered steps for each product; of several, each opens under its name. */
export function SetupSteps(props: {
	/** Begins the ids of the fields to copy from. */
	readonly id: string;
	readonly setup: readonly Setup[];
	readonly filling: Filling;
	/** Of the headings with the names of products. */
	readonly level: 2 | 3 | 4;
}) {
	const { id, setup, filling, level } = props;
	const Heading = `h${level}` as const;
	const several = setup.length > 1;
	const stepsOf = ({ product, steps }: Setup, at: number) => (
		<ol class="steps">
			{steps.map((step, index) => (
				<li>
					<p>
						<Rich text={fill(step.text, filling)} />
					</p>
					<Paste
						id={`${id}-${at + 1}-${index + 1}`}
						label={labelOf(step)}
						where={`${several ? `${product}, ` : ''}step ${index + 1}`}
						paste={step.paste}
						filling={filling}
					/>
				</li>
			))}
		</ol>
	);
	return (
		<>
			{setup.map((each, at) =>
				several ? (
					<details class="folded" open={at === 0}>
						<summary>
							<Heading>{each.product}</Heading>
						</summary>
						{stepsOf(each, at)}
					</details>
				) : (
					stepsOf(each, at)
				),
			)}
		</>
	);
}

/** What the provider calls the field of a step, or else what goes there. */
function labelOf({ text, paste }: Step): string {
	const field = /.*\bin \*\*([^*]+)\*\*/is.exec(text)?.[1];
	if (field !== undefined) return field;
	if (paste === '{secret}') return 'Bearer token';
	return paste === '{endpoint}' ? 'SCIM base URL' : 'Value to enter';
}

/** What is to be entered in a step: to be copied if it is known, else what it is. */
function Paste(props: {
	readonly id: string;
	readonly label: string;
	/** Two ways may have the same fields. */
	readonly where: string;
	readonly paste: Step['paste'];
	readonly filling: Filling;
}) {
	const { id, label, where, paste, filling } = props;
	if (paste === null) return null;
	const value = fill(paste, filling);
	const told = fill(paste, { ...PLACEHOLDERS, ...filling });
	if (value !== told) return <p class="unknown">{told}</p>;
	return <Copy id={id} label={label} where={where} value={value} />;
}

/** The attributes to look at before the first user is sent. */
export function AttributeChecks(props: {
	readonly mappings: ProviderInFull['mappings'];
	readonly filling: Filling;
}) {
	return (
		<dl class="remedies">
			{props.mappings.map(({ attribute, check }) => (
				<div>
					<dt>
						<code>{attribute}</code>
					</dt>
					<dd>
						<Rich text={fill(check, props.filling)} />
					</dd>
				</div>
			))}
		</dl>
	);
}

/** What an admin may see when it fails, and what to press then. */
export function Troubleshooting(props: {
	readonly troubleshooting: ProviderInFull['troubleshooting'];
	readonly filling: Filling;
}) {
	return (
		<dl class="remedies">
			{props.troubleshooting.map(({ symptom, remedy }) => (
				<div>
					<dt>
						<Rich text={fill(symptom, props.filling)} />
					</dt>
					<dd>
						<Rich text={fill(remedy, props.filling)} />
					</dd>
				</div>
			))}
		</dl>
	);
}
