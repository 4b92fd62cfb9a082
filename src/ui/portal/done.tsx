/** /setup/{link}/done: what happens from now on, and what to do when it breaks. */
import { toTimestamp } from '../../contract/shared.ts';
import type { AppContext } from '../../http/context.ts';
import { Rich } from '../components/rich.tsx';
import { Troubleshooting } from '../components/steps.tsx';
import { Time } from '../components/time.tsx';
import { beforeOf, comeOf } from './arrivals.ts';
import { Findings } from './findings.tsx';
import { firstOf } from './first.ts';
import { isAsked, look, type Seen } from './look.ts';
import { page } from './page.tsx';
import { baseOf } from './session.ts';

/** GET /setup/{link}/done */
export async function show(c: AppContext): Promise<Response> {
	const seen = await look(c);
	if (seen instanceof Response) return seen;
	const { visit, told, reached } = seen;
	const { directory, link, audience } = visit;
	const base = baseOf(link.id);
	const { provider, name, filling, afterwards } = told;
	return page(
		c,
		audience,
		{ title: titleOf(seen), step: 'done', reached, base },
		<>
			<Outcome seen={seen} />
			<h2>What happens next</h2>
			<dl class="remedies">
				<div>
					<dt>When changes are sent</dt>
					<dd>
						<Rich text={afterwards.changes} />
					</dd>
				</div>
				<div>
					<dt>When a user must lose access</dt>
					<dd>
						<Rich text={afterwards.leaving} />
					</dd>
				</div>
				<div>
					<dt>Groups</dt>
					<dd>
						<Rich text={afterwards.groups} />
					</dd>
				</div>
			</dl>
			<h2>If something stops working</h2>
			<p>
				If the tips below do not help, contact the person who sent you the link. They can see what{' '}
				{name} sends. Give them this connection ID: <code>{directory.id}</code>
			</p>
			<details class="folded">
				<summary>
					<h3>Troubleshooting</h3>
				</summary>
				<Troubleshooting troubleshooting={provider.troubleshooting} filling={filling} />
			</details>
			<h2>Your setup link</h2>
			<p>
				The link cannot be used again. This browser can open these pages until{' '}
				<Time at={toTimestamp(link.expiresAt)} />
				{isAsked(visit) ? '' : ', and create a new token on the step Connect if you need one'}. To
				connect another identity provider, ask for a new link.
			</p>
		</>,
	);
}

function titleOf({ visit, standing }: Seen): string {
	if (standing.isFailing) return 'There is a problem';
	if (!standing.isConnected) return 'Not connected yet';
	return visit.directory.userCount > 0 ? 'Connected' : 'No users yet';
}

/** How it is, without a word more than is known. */
function Outcome({ seen }: { readonly seen: Seen }) {
	const { visit, standing, told, provider } = seen;
	const { isFailing, isConnected, arrivals, from } = standing;
	const check = <a href={`${baseOf(visit.link.id)}/check`}>check the connection</a>;
	const isWarned = standing.findings.some(({ severity }) => severity === 'warning');
	if (isFailing || !isConnected) {
		return (
			<>
				<p>
					{standing.summary}{' '}
					{isFailing ? 'Fix the problem below' : `Finish the setup in ${told.name}`}, then {check}{' '}
					again.
				</p>
				<Findings standing={standing} provider={provider} />
			</>
		);
	}
	if (visit.directory.userCount === 0) {
		return (
			<>
				<p>
					{told.name} is connected, but no users have arrived yet. {firstOf(told).next}, then{' '}
					{check} again.
				</p>
				<Findings standing={standing} provider={provider} />
			</>
		);
	}
	return (
		<>
			<p>
				{arrivals.users.count === 0
					? `The connection is in use. No new users yet.${beforeOf(arrivals)}`
					: `${comeOf(arrivals)} from ${from}.${beforeOf(arrivals)}`}{' '}
				{isWarned
					? 'Review this before you close the page:'
					: 'Setup is complete. You can close this page.'}
			</p>
			<Findings standing={standing} provider={provider} />
		</>
	);
}
