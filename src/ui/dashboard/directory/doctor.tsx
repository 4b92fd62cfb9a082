/** What the doctor says of a directory's connection. */
import type { DirectoryDiagnosis } from '../../../contract/diagnosis.ts';
import type { DirectoryStatistics } from '../../../contract/statistics.ts';
import { toTimestamp } from '../../../contract/shared.ts';
import { parseBody } from '../../../doctor/body.ts';
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

interface Standing {
	readonly diagnosis: DirectoryDiagnosis;
	readonly last: DirectoryStatistics['last_request'];
}

/** What providers are answered when all is well: somebody is not there any more, or there already. */
const ORDINARY: ReadonlySet<number> = new Set([404, 409]);

/** What the state means; what works is not said to where the last request was refused. */
function meaningOf({ diagnosis: { state, last_accepted_at: acceptedAt }, last }: Standing): string {
	const { means } = STATES[state];
	const status = last?.status ?? 0;
	if (state !== 'healthy' || status < 400 || ORDINARY.has(status)) return means;
	if (status !== 401 && status !== 403) return `${means} The last request failed (${status}).`;
	return acceptedAt === null
		? `No request has been accepted yet. The last one was refused (${status}).`
		: `Requests were accepted before, but the last one was refused (${status}).`;
}

/** How the connection is, in a line: what is worst, with the way to it, or what its state means. */
export function Verdict(of: Standing) {
	const [worst, ...others] = of.diagnosis.findings;
	if (worst === undefined) return <>{meaningOf(of)}</>;
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
export function Connection(of: Standing) {
	const { provider, days } = of.diagnosis;
	return (
		<section aria-labelledby="connection">
			<h2 id="connection">Connection</h2>
			<p>{meaningOf(of)}</p>
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
					<Json value={legible(evidence)} label={`Evidence for ${name}`} />
				</details>
			)}
		</article>
	);
}

/** With bodies that are JSON as such, and others as the texts that they are. */
function legible({ at, request, answer }: NonNullable<Finding['evidence']>) {
	return {
		at,
		request: { ...request, body: parsed(request.body) },
		answer: { ...answer, body: parsed(answer.body) },
	};
}

function parsed(body: string | null): unknown {
	return body === null ? null : (parseBody(body) ?? body);
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
