/** What the doctor says of a directory's connection. */
import type { DirectoryDiagnosis } from '../../../contract/diagnosis.ts';
import { toTimestamp } from '../../../contract/shared.ts';
import { now } from '../../../platform/clock.ts';
import { PROVIDER_NAMES } from '../../../providers/keys.ts';
import { BarChart } from '../../components/chart.tsx';
import { Badge, Json, type Tone } from '../../components/content.tsx';
import { Advice, SEVERITY_TONES } from '../../components/finding.tsx';
import { Rich } from '../../components/rich.tsx';
import { Time } from '../../components/time.tsx';

type Finding = DirectoryDiagnosis['findings'][number];

/** The states of a connection, and what each means. */
export const STATES: Readonly<
	Record<DirectoryDiagnosis['state'], { readonly tone: Tone; readonly means: string }>
> = {
	healthy: { tone: 'success', means: 'The connection works.' },
	attention: { tone: 'warning', means: 'The connection works, but some data may be lost.' },
	failing: { tone: 'danger', means: 'Few or no changes get through.' },
	silent: { tone: 'secondary', means: 'There is no traffic from the identity provider.' },
};

/** How the connection is, in a line: what is worst, with the way to it, or what its state means. */
export function Verdict({ of: { state, findings } }: { readonly of: DirectoryDiagnosis }) {
	const [worst, ...others] = findings;
	if (worst === undefined) return <>{STATES[state].means}</>;
	return (
		<>
			<a href={`#${idOf(worst)}`}>
				<Rich text={worst.title} />
			</a>
			{others.length === 0 ? null : ` and ${others.length} more`}
		</>
	);
}

/** What is wrong, the worst first. */
export function Findings({ findings }: Pick<DirectoryDiagnosis, 'findings'>) {
	if (findings.length === 0) return null;
	return (
		<section aria-labelledby="findings">
			<h2 id="findings">Findings</h2>
			{findings.map((finding) => (
				<FindingCard finding={finding} />
			))}
		</section>
	);
}

/** Who talks, and how much. */
export function Connection({ diagnosis }: { readonly diagnosis: DirectoryDiagnosis }) {
	const { state, provider, days } = diagnosis;
	return (
		<section aria-labelledby="connection">
			<h2 id="connection">Connection</h2>
			<p>{STATES[state].means}</p>
			<Recognised provider={provider} />
			<Traffic days={days} />
		</section>
	);
}

function Recognised({ provider }: Pick<DirectoryDiagnosis, 'provider'>) {
	const { recognised, confidence, because } = provider;
	if (recognised === null) return null;
	return (
		<details>
			<summary>
				Detected identity provider: {PROVIDER_NAMES[recognised]}
				{confidence === 'low' ? ' (low confidence)' : ''}
			</summary>
			<ul>
				{because.map((reason) => (
					<li>
						<Rich text={reason} />
					</li>
				))}
			</ul>
		</details>
	);
}

function FindingCard({ finding }: { readonly finding: Finding }) {
	const { name, severity, title, evidence } = finding;
	const id = idOf(finding);
	return (
		<article class="card finding" aria-labelledby={id}>
			<h3 id={id}>
				<Badge tone={SEVERITY_TONES[severity]}>{severity}</Badge> <Rich text={title} />
			</h3>
			<Advice of={finding} />
			<Seen of={finding} />
			{evidence === null ? null : (
				<details>
					<summary>Last request</summary>
					<p>
						<Time at={evidence.at} />. Personal data is masked.
					</p>
					<Json value={evidence} label={`Evidence for ${name}`} />
				</details>
			)}
		</article>
	);
}

/** How many requests show it, and when. */
function Seen({ of }: { readonly of: Pick<Finding, 'count' | 'first_seen' | 'last_seen'> }) {
	const { count, first_seen: first, last_seen: last } = of;
	if (count === 0) return null;
	return (
		<p>
			<small>
				{count === 1 ? (
					<>
						Seen in 1 request, at <Time at={last} />.
					</>
				) : (
					<>
						Seen in {count} requests from <Time at={first} /> to <Time at={last} />.
					</>
				)}
			</small>
		</p>
	);
}

function idOf({ name }: Pick<Finding, 'name'>): string {
	return `finding-${name}`;
}

/** As many days as the doctor looks back. */
const DAYS = 14;
const DAY_MS = 86_400_000;

/** Requests of each day, those without any included. */
function Traffic({ days }: Pick<DirectoryDiagnosis, 'days'>) {
	const known = new Map(days.map((day) => [day.date, day]));
	const bars = Array.from({ length: DAYS }, (_, at) => {
		const label = toTimestamp(now() - (DAYS - 1 - at) * DAY_MS).slice(0, 10);
		const { requests = 0, failures = 0 } = known.get(label) ?? {};
		return { label, count: requests, bad: failures };
	});
	return <BarChart title="Requests per day (UTC)" bars={bars} name="Succeeded" badName="Failed" />;
}
