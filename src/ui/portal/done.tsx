/** /setup/{link}/done: what happens from now on, and what to do when it breaks. */
import { toTimestamp } from '../../contract/shared.ts';
import type { AppContext } from '../../http/context.ts';
import { Rich } from '../components/rich.tsx';
import { Troubleshooting } from '../components/steps.tsx';
import { Time } from '../components/time.tsx';
import { page } from './page.tsx';
import { toldOf } from './provider.ts';
import { baseOf, enter } from './session.ts';
import { arrivals } from './standing.ts';

/** GET /setup/{link}/done */
export async function show(c: AppContext): Promise<Response> {
	const visit = await enter(c, () => Promise.resolve());
	if (visit instanceof Response) return visit;
	const { directory, link, audience } = visit;
	const base = baseOf(link.id);
	const { provider, name, filling } = toldOf(c, visit);
	const product = audience.look?.name ?? link.product;
	const hasUsers = directory.userCount > 0;
	return page(
		c,
		audience,
		{ title: hasUsers ? 'It is connected' : 'Nobody has come yet', step: 'done', base },
		<>
			{hasUsers ? (
				<p>
					{arrivals(directory)} from {name}. There is nothing more to do here, and you can close
					this page.
				</p>
			) : (
				<p>
					Everything is ready for {name}, but it has not sent anybody yet.{' '}
					<a href={`${base}/check`}>Check the connection</a> once more, or come back to this page
					when you have assigned the first people.
				</p>
			)}
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
				<Time at={toTimestamp(link.expiresAt)} />. For another token, or another provider, ask for
				another link.
			</p>
		</>,
	);
}
