/** Which page of the dashboard is where. */
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { PROBLEMS } from '../../contract/problem.ts';
import type { AppContext, AppEnv } from '../../http/context.ts';
import { noteFailure } from '../../http/failure.ts';
import { methods, type Handler, type Method } from '../../http/methods.ts';
import { respond } from '../respond.tsx';
import { viewOf } from '../view.ts';
import { PageFailure } from '../request.ts';
import { SignedOut, StaleForm } from './access.ts';
import * as apiKeys from './api-keys.tsx';
import * as auditLog from './audit-log.tsx';
import * as branding from './branding.tsx';
import * as directories from './directories.tsx';
import * as google from './directory/google.tsx';
import * as group from './directory/group.tsx';
import * as groups from './directory/groups.tsx';
import * as mapping from './directory/mapping.tsx';
import * as recordings from './directory/recordings.tsx';
import * as settings from './directory/settings.tsx';
import * as summary from './directory/summary.tsx';
import * as tokens from './directory/tokens.tsx';
import * as user from './directory/user.tsx';
import * as users from './directory/users.tsx';
import * as eventLog from './event-log.tsx';
import * as event from './event.tsx';
import * as events from './events.tsx';
import * as live from './live.tsx';
import * as liveStream from './live/stream.tsx';
import * as setupLinks from './setup-links.tsx';
import * as overview from './overview.tsx';
import { page } from './page.tsx';
import * as people from './people.tsx';
import { sessionOf } from './session.ts';
import * as signIn from './sign-in.tsx';
import * as timeline from './timeline.tsx';
import * as signingKeys from './signing-keys.tsx';
import * as webhookAttempt from './webhooks/attempt.tsx';
import * as webhookAttempts from './webhooks/attempts.tsx';
import * as deadLetters from './webhooks/dead-letters.tsx';
import * as webhooks from './webhooks/list.tsx';
import * as replay from './webhooks/replay.tsx';
import * as replays from './webhooks/replays.tsx';
import * as webhookSettings from './webhooks/settings.tsx';
import * as webhook from './webhooks/state.tsx';

/** The pages by their paths below /dashboard. */
export const PAGES: Readonly<Record<string, Partial<Record<Method, Handler>>>> = {
	'/sign-in': { GET: signIn.show, POST: signIn.submit },
	'/sign-out': { POST: signIn.leave },
	'/webhooks': { GET: webhooks.list, POST: webhooks.create },
	'/webhooks/:id': { GET: webhook.show },
	'/webhooks/:id/enable': { POST: webhook.enable },
	'/webhooks/:id/disable': { POST: webhook.disable },
	'/webhooks/:id/test': { POST: webhook.test },
	'/webhooks/:id/rotate-secret': { POST: webhook.rotate },
	'/webhooks/:id/settings': { GET: webhookSettings.show, POST: webhookSettings.save },
	'/webhooks/:id/delete': { POST: webhook.remove },
	'/webhooks/:id/attempts': { GET: webhookAttempts.list },
	'/webhooks/:id/attempts/:attemptId': { GET: webhookAttempt.show },
	'/webhooks/:id/dead-letters': { GET: deadLetters.list },
	'/webhooks/:id/dead-letters/redeliver': { POST: deadLetters.redeliverAll },
	'/webhooks/:id/dead-letters/:eventId/redeliver': { POST: deadLetters.redeliver },
	'/webhooks/:id/replays': { GET: replays.list, POST: replays.create },
	'/webhooks/:id/replays/:replayId': { GET: replay.show },
	'/webhooks/:id/replays/:replayId/cancel': { POST: replays.cancel },
	'/signing-keys': { GET: signingKeys.list, POST: signingKeys.create },
	'/signing-keys/:id/delete': { POST: signingKeys.remove },
	'/api-keys': { GET: apiKeys.list, POST: apiKeys.create },
	'/api-keys/:id/revoke': { POST: apiKeys.revoke },
	'/events': { GET: events.choose },
	'/events/:directoryId': { GET: eventLog.show },
	'/events/:directoryId/:eventId': { GET: event.show },
	'/events/:directoryId/:eventId/redeliver': { POST: event.redeliver },
	'/branding': { GET: branding.list, POST: branding.save },
	'/branding/delete': { POST: branding.remove },
	'/people': { GET: people.search },
	'/people/:directoryId/:userId': { GET: timeline.show },
	'/audit-log': { GET: auditLog.list },
	'/setup-links': { GET: setupLinks.list, POST: setupLinks.create },
	'/setup-links/:id/regenerate': { POST: setupLinks.regenerate },
	'/setup-links/:id/revoke': { POST: setupLinks.revoke },
	'/live': { GET: live.show },
	'/live/stream': { GET: liveStream.follow },
	'/': { GET: overview.show },
	'/directories': { GET: directories.list, POST: directories.create },
	'/directories/:id': { GET: summary.show },
	'/directories/:id/brake/resume': { POST: summary.resume },
	'/directories/:id/brake/discard': { POST: summary.discard },
	'/directories/:id/tokens': { GET: tokens.list, POST: tokens.create },
	'/directories/:id/tokens/rotate': { POST: tokens.rotate },
	'/directories/:id/tokens/:tokenId/revoke': { POST: tokens.revoke },
	'/directories/:id/mapping': { GET: mapping.show, POST: mapping.save },
	'/directories/:id/mapping/preview': { POST: mapping.preview },
	'/directories/:id/mapping/delete': { POST: mapping.remove },
	'/directories/:id/google': { GET: google.show, POST: google.save },
	'/directories/:id/google/sync': { POST: google.sync },
	'/directories/:id/google/authorize': { POST: google.authorize },
	'/directories/:id/google/disconnect': { POST: google.disconnect },
	'/directories/:id/recordings': { GET: recordings.list, POST: recordings.start },
	'/directories/:id/recordings/:recordingId/stop': { POST: recordings.stop },
	'/directories/:id/recordings/:recordingId/delete': { POST: recordings.remove },
	'/directories/:id/recordings/:recordingId/transcript': { GET: recordings.transcript },
	'/directories/:id/users': { GET: users.list },
	'/directories/:id/users/:userId': { GET: user.show },
	'/directories/:id/groups': { GET: groups.list },
	'/directories/:id/groups/:groupId': { GET: group.show },
	'/directories/:id/settings': { GET: settings.show, POST: settings.rename },
	'/directories/:id/settings/activate': { POST: settings.activate },
	'/directories/:id/settings/deactivate': { POST: settings.deactivate },
	'/directories/:id/settings/brake': { POST: settings.setBrake },
	'/directories/:id/settings/brake/off': { POST: settings.turnBrakeOff },
	'/directories/:id/settings/schemas': { POST: settings.declareSchema },
	'/directories/:id/settings/schemas/delete': { POST: settings.deleteSchema },
	'/directories/:id/settings/delete': { POST: settings.remove },
};

/** Routes below /dashboard. */
export function dashboardRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>();
	for (const [path, handlers] of Object.entries(PAGES)) {
		methods(app, path, handlers, (c, allow) => {
			const detail = 'This page does not support this request method.';
			return failure(c, { status: 405, title: PROBLEMS[405].title, detail }, { Allow: allow });
		});
	}
	app.all('*', (c) =>
		failure(c, { status: 404, title: PROBLEMS[404].title, detail: 'This page does not exist.' }),
	);
	app.onError((thrown, c) => {
		if (thrown instanceof SignedOut) return signIn.askToSignIn(c);
		if (thrown instanceof StaleForm) return failure(c, STALE, {}, pageOfForm(c.req.path));
		if (thrown instanceof PageFailure) return failure(c, thrown.problem);
		const [status, detail] = noteFailure(c, thrown);
		return failure(c, { status, title: 'Something went wrong', detail });
	});
	return app;
}

const STALE = {
	status: 403,
	title: 'This form is out of date',
	detail:
		'You signed in again after you opened it. Nothing was changed. Go back in your browser to copy what you typed, then open the page again.',
};

/** The page that a form belongs to: its own path, or the nearest one above it that can be opened. */
function pageOfForm(path: string): string {
	const steps = path.replace(/^\/dashboard\/?/, '').split('/');
	for (let count = steps.length; count > 0; count -= 1) {
		const isPage = Object.entries(PAGES).some(([pattern, { GET }]) => {
			const names = pattern.slice(1).split('/');
			const isAlike = names.every((name, at) => name.startsWith(':') || name === steps[at]);
			return GET !== undefined && names.length === count && isAlike;
		});
		if (isPage) return `/dashboard/${steps.slice(0, count).join('/')}`;
	}
	return '/dashboard';
}

/** A page in the place of one that cannot be shown; in the frame for those who have signed in. */
async function failure(
	c: AppContext,
	{ status, title, detail }: PageFailure['problem'],
	headers: Readonly<Record<string, string>> = {},
	again?: string,
): Promise<Response> {
	const content = (
		<>
			<p>{detail}</p>
			<p>
				{again === undefined ? (
					<a href="/dashboard">Go to overview</a>
				) : (
					<a href={again}>Open the page again</a>
				)}
			</p>
		</>
	);
	const session = await sessionOf(c);
	if (session !== undefined) {
		return page(
			c,
			session,
			{ title, status: status as ContentfulStatusCode, look: { headers } },
			content,
		);
	}
	const door = (
		<main class="door">
			<h1>{title}</h1>
			{content}
		</main>
	);
	return respond(c, viewOf(c), `${title} · Rollcall`, door, {
		status: status as ContentfulStatusCode,
		headers,
	});
}
