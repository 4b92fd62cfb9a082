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
	attention: { tone: 'warning', means: 'The connection works, but something may be lost.' },
	failing: { tone: 'danger', means: 'Nothing, or little, gets through.' },
	silent: { tone: 'secondary', means: 'Nothing is heard of the identity provider.' },
};

/** Who talks, how it goes, and what is wrong. */
export function Doctor({ diagnosis }: { readonly diagnosis: DirectoryDiagnosis }) {
	const { state, provider, findings } = diagnosis;
	return (
		<section aria-labelledby="doctor">
			<h2 id="doctor">The connection</h2>
			<p>
				<Badge tone={STATES[state].tone}>{state}</Badge> {STATES[state].means}{' '}
				{findings.length === 0 && state === 'healthy' ? 'Nothing is wrong with it.' : null}
			</p>
			<Recognised provider={provider} />
			{findings.map((finding) => (
				<FindingCard finding={finding} />
			))}
			<Traffic days={diagnosis.days} />
		</section>
	);
}

function Recognised({ provider }: Pick<DirectoryDiagnosis, 'provider'>) {
	const { recognised, confidence, because } = provider;
	if (recognised === null) return null;
	return (
		<details>
			<summary>
				By its requests it is {PROVIDER_NAMES[recognised]}
				{confidence === 'low' ? ', perhaps' : ''}.
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
	const { name, severity, title, count, evidence } = finding;
	return (
		<article class="card finding" aria-labelledby={`finding-${name}`}>
			<h3 id={`finding-${name}`}>
				<Badge tone={SEVERITY_TONES[severity]}>{severity}</Badge> <Rich text={title} />
			</h3>
			<Advice of={finding} />
			{count === 0 ? null : (
				<p>
					<small>
						{count === 1 ? 'One request shows' : `${count} requests show`} it, from{' '}
						<Time at={finding.first_seen} /> to <Time at={finding.last_seen} />.
					</small>
				</p>
			)}
			{evidence === null ? null : (
				<details>
					<summary>The last of them</summary>
					<p>
						<Time at={evidence.at} />; what may be personal is masked.
					</p>
					<Json value={evidence} label={`Evidence of ${name}`} />
				</details>
			)}
		</article>
	);
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
	return <BarChart title="Requests per day, in UTC" bars={bars} badName="Refused" />;
}
