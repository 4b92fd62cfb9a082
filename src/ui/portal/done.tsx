/** /setup/{link}/done: what happens from now on, and what to do when it breaks. */
import { toTimestamp } from '../../contract/shared.ts';
import type { AppContext } from '../../http/context.ts';
import { Rich } from '../components/rich.tsx';
import { Troubleshooting } from '../components/steps.tsx';
import { Time } from '../components/time.tsx';
import { beforeOf, comeOf } from './arrivals.ts';
import { Findings } from './findings.tsx';
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
	const { provider, name, filling } = told;
	const product = audience.look?.name ?? link.product;
	return page(
		c,
		audience,
		{ title: titleOf(seen), step: 'done', reached, base },
		<>
			<Outcome seen={seen} />
			<h2>What happens from now on</h2>
			<dl class="remedies">
				<div>
					<dt>When changes come</dt>
					<dd>
						<Rich text={provider.rates.notes} />
					</dd>
				</div>
				<div>
					<dt>When somebody leaves</dt>
					<dd>
						<Rich text={provider.deprovisioning.how} />
					</dd>
				</div>
				<div>
					<dt>Groups</dt>
					<dd>
						<Rich text={provider.groups.how} />
					</dd>
				</div>
			</dl>
			<h2>What to do when it breaks</h2>
			<p>
				Look here first. If that does not help, write to whoever sent you the link: they see at{' '}
				{product} what comes from {name}, and what is wrong with it. Tell them this name:{' '}
				<code>{directory.id}</code>
			</p>
			<Troubleshooting troubleshooting={provider.troubleshooting} filling={filling} />
			<h2>What becomes of the link</h2>
			<p>
				It is used, and lets nobody in any more. This browser can still open these pages until{' '}
				<Time at={toTimestamp(link.expiresAt)} />.
				{isAsked(visit) ? '' : ' Until then it can make another token too, on the step Connect.'}{' '}
				For another provider, ask for another link.
			</p>
		</>,
	);
}

function titleOf({ visit, standing }: Seen): string {
	if (standing.isFailing) return 'Something is wrong';
	if (!standing.isConnected) return 'It is not connected yet';
	return visit.directory.userCount > 0 ? 'It is connected' : 'Nobody has come yet';
}

/** How it is, without a word more than is known. */
function Outcome({ seen }: { readonly seen: Seen }) {
	const { visit, standing, told, provider } = seen;
	const { isFailing, isConnected, arrivals, from } = standing;
	const check = <a href={`${baseOf(visit.link.id)}/check`}>Check the connection</a>;
	const isWarned = standing.findings.some(({ severity }) => severity === 'warning');
	if (isFailing || !isConnected) {
		return (
			<>
				<p>
					{standing.summary} {check} once more when you have put it right.
				</p>
				<Findings standing={standing} provider={provider} />
			</>
		);
	}
	if (visit.directory.userCount === 0) {
		return (
			<>
				<p>
					{told.name} is connected, but it has not sent anybody yet. {check} once more, or come back
					to this page when you have assigned the first people.
				</p>
				<Findings standing={standing} provider={provider} />
			</>
		);
	}
	return (
		<>
			<p>
				{arrivals.users.count === 0
					? `The connection is in use. Nobody new has come yet.${beforeOf(arrivals)}`
					: `${comeOf(arrivals)} from ${from}.${beforeOf(arrivals)}`}{' '}
				{isWarned
					? 'Before you close this page, look at this:'
					: 'There is nothing more to do here, and you can close this page.'}
			</p>
			<Findings standing={standing} provider={provider} />
		</>
	);
}
