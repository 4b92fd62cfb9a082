/** What is wrong with a connection, in words for the IT admin of a customer. */
import { toTimestamp } from '../../contract/shared.ts';
import { remedyForAdmin } from '../../doctor/admin-remedies.ts';
import type { Diagnosis, Refused as RefusedRequest } from '../../doctor/diagnose.ts';
import type { Evidence } from '../../doctor/evidence.ts';
import type { FindingName } from '../../doctor/findings.ts';
import type { ProviderKey } from '../../providers/keys.ts';
import { parseJson, isObject } from '../../transcript/json.ts';
import { Badge } from '../components/content.tsx';
import { Advice, SEVERITY_TONES } from '../components/finding.tsx';
import { Rich } from '../components/rich.tsx';
import { Time } from '../components/time.tsx';
import type { Standing } from './standing.ts';

const SEVERITIES = { error: 'Problem', warning: 'Warning', hint: 'Note' } as const;

/** Every finding, and the last request that was refused. Nothing in it can be focused. */
export function Findings(props: {
	readonly standing: Pick<Standing, 'findings' | 'refused'>;
	/** Whose console the remedies are about. */
	readonly provider: ProviderKey;
}) {
	const { standing, provider } = props;
	return (
		<>
			{standing.findings.map((finding) => (
				<Found finding={finding} provider={provider} />
			))}
			{standing.refused === null ? null : (
				<Refused request={standing.refused} provider={provider} />
			)}
		</>
	);
}

function Found(props: {
	readonly finding: Diagnosis['findings'][number];
	readonly provider: ProviderKey;
}) {
	const { name, title, severity, detail, evidence } = props.finding;
	return (
		<div class="card finding" data-severity={severity}>
			<h2>
				<Badge tone={SEVERITY_TONES[severity]}>{SEVERITIES[severity]}</Badge> <Rich text={title} />
			</h2>
			<Advice of={{ detail, remedy: remedyForAdmin(name, props.provider) }} />
			{evidence === null ? null : <LastSeen evidence={evidence} />}
		</div>
	);
}

/** What to do about credentials, even if they were sent once. */
const REMEDIED = {
	token: 'wrong_token',
	no_token: 'no_token',
	not_bearer: 'not_bearer',
} as const satisfies Readonly<Record<NonNullable<RefusedRequest['refusal']>, FindingName>>;

function Refused(props: { readonly request: RefusedRequest; readonly provider: ProviderKey }) {
	const { request, provider } = props;
	const { status, refusal } = request;
	return (
		<div class="card finding" data-severity="hint">
			<h2>
				<Badge tone="secondary">{SEVERITIES.hint}</Badge> A request was refused
			</h2>
			<p>
				It was answered with status {status}
				{MEANINGS.has(status) ? `: ${MEANINGS.get(status)}` : '.'}
			</p>
			<Reason answer={request.answer} />
			{refusal === null ? null : (
				<p>
					<strong>What to do:</strong> <Rich text={remedyForAdmin(REMEDIED[refusal], provider)} />
				</p>
			)}
			<LastSeen evidence={request} />
		</div>
	);
}

const MEANINGS: ReadonlyMap<number, string> = new Map([
	[400, 'it contains invalid data.'],
	[401, 'its token is missing or not valid.'],
	[403, 'it is not allowed.'],
	[404, 'there is nothing at this URL.'],
	[405, 'this URL does not support the method.'],
	[409, 'what it creates already exists.'],
	[429, 'too many requests at once. The provider tries again.'],
]);

/** What the answer said; values in it are made unreadable. */
function Reason({ answer }: Pick<Evidence, 'answer'>) {
	const body = answer === null ? undefined : parseJson(answer);
	const detail = isObject(body) ? body['detail'] : undefined;
	if (typeof detail !== 'string' || detail === '') return null;
	return (
		<p>
			<strong>Reason:</strong> {detail}
		</p>
	);
}

function LastSeen({ evidence: { method, target, status, at } }: { readonly evidence: Evidence }) {
	return (
		<p>
			<small>
				Last seen: <code>{`${method} ${target}`}</code>, status {status},{' '}
				<Time at={toTimestamp(at)} />
			</small>
		</p>
	);
}
